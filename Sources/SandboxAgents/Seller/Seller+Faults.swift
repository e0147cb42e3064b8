import AdCP
import Foundation

extension Seller {
    /// The first of the faults that has calls left to hit, counted and recorded; nil when all are through.
    func strike<Fault: RawRepresentable<String>>(
        _ faults: [Behaviour.Limited<Fault>], of call: ToolCall
    ) throws -> Fault? {
        for limited in faults {
            let counter = call.counter(limited.word)
            if let times = limited.times, self.ledger.strikes[counter, default: 0] >= times { continue }
            try self.note(fault: limited.fault.rawValue, source: "behaviour", of: call, counter: counter)
            return limited.fault
        }
        return nil
    }

    func note(fault: String, source: String, of call: ToolCall, counter: String? = nil) throws {
        let details = JSONObject(present: [
            "fault": .string(fault), "source": .string(source), "counter": .text(counter),
        ])
        try self.commit([Entry(.faultInjected, at: Date(), details.merging(Self.trace(of: call)))])
    }

    /// How the answer to a call is spoilt, if at all.
    func breakage(of call: ToolCall, fault: RandomFault?) throws -> Breakage? {
        if case .after(let breakage) = fault { return breakage }
        return try self.strike(call.behaviour.breakages, of: call)
    }

    static func trace(of call: ToolCall) -> JSONObject {
        (["tool": .string(call.tool.name)] as JSONObject).merging(call.owner.details).merging(call.origin.details)
    }
}
