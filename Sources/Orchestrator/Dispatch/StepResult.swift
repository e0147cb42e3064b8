import Database

/// How a step ended here.
enum StepResult: Sendable {
    case observed(Observed)
    /// Nothing was done for it: another instance may do it at once.
    case untouched
    /// Whatever was done is not known to us: it falls due again when its lease ends.
    case abandoned
}
