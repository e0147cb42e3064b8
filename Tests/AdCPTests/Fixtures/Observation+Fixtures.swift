import AdCP
import Testing

extension Observation {
    var isSettled: Bool {
        [.completed, .failed, .canceled, .rejected].contains(self.outcome)
    }

    /// Holds what every observation must hold, whatever it was made from: its parts belong together, and the database takes each.
    func expectIsSound(_ comment: Comment? = nil) {
        #expect(self.recordHash == nil || (self.isSettled && self.recordHash?.count == 32), comment)
        #expect(self.outcome != .completed || self.recordHash != nil, comment)
        let isRefused = self.errorCode == ErrorCode.invalidResult.rawValue
        #expect(!isRefused || [.retry, .outcomeUnknown].contains(self.outcome), comment)
        #expect(
            self.value == nil || self.isSettled || isRefused || [.inputRequired, .authRequired].contains(self.outcome),
            comment)
        #expect(self.outcome != .submitted || self.taskID != nil, comment)
        #expect(self.retryAfterSeconds == nil || [.retry, .outcomeUnknown].contains(self.outcome), comment)
        #expect(self.retryAfterSeconds.map { 1...3600 ~= $0 } ?? true, comment)
        #expect((self.taskID?.unicodeScalars.count ?? 1) <= 512 && self.taskID != "", comment)
        #expect((self.contextID?.unicodeScalars.count ?? 1) <= 512 && self.contextID != "", comment)
        #expect((self.reason?.utf8.count ?? 0) <= 512, comment)
        #expect((self.errorCode?.unicodeScalars.count ?? 1) <= 64, comment)
        #expect(self.sellerTime == nil || Timestamp.rfc3339(self.sellerTime) != nil, comment)
        for text in [self.taskID, self.contextID, self.reason, self.errorCode] {
            #expect(text?.unicodeScalars.contains { $0.properties.generalCategory == .control } != true, comment)
        }
        #expect(self.value.map { (try? JSON(parsing: $0, maximumDepth: 128)) != nil } ?? true, comment)
    }
}
