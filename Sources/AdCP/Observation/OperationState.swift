/// The states an operation can be in, as `adcp.states` spells them.
public enum OperationState: String, Sendable, CaseIterable {
    case requested
    case callingADCP = "calling_adcp"
    case submitted, working
    case inputRequired = "input_required"
    case authRequired = "auth_required"
    case timedOut = "timed_out"
    case completed, failed, canceled, rejected
}
