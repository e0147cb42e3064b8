public import Foundation

/// What a seller wrote down of what it really did, in a file of JSON lines; the words are those of our own sandbox.
public struct SellerRecord: Sendable {
    /// One line of it.
    public struct Entry: Sendable, Decodable {
        public let event: String
        public let operationID: String?
        public let mediaBuyID: String?
        public let taskID: String?
        public let status: String?
        public let httpStatus: Int?
        public let fault: String?
        public let checkID: String?
        public let verdict: String?
        public let outcome: String?
        /// The operation whose request a check was about.
        public let payloadOperationID: String?
        public let source: String?

        private enum CodingKeys: String, CodingKey {
            case event, status, fault, source, verdict, outcome
            case checkID = "check_id"
            case payloadOperationID = "payload_operation_id"
            case operationID = "operation_id"
            case mediaBuyID = "media_buy_id"
            case taskID = "task_id"
            case httpStatus = "http_status"
        }
    }

    public let file: URL

    public init() {
        self.file = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(UUID()).record")
    }

    /// All complete lines, in the order of what happened.
    public var entries: [Entry] {
        get throws {
            let bytes = try Data(contentsOf: self.file)
            let complete = bytes.prefix(upTo: bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.startIndex)
            return try complete.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(Entry.self, from: $0)
            }
        }
    }

    /// Those about one operation, by the identifier that Holdfast gives it in the request's context.
    public func entries(of operation: UUID) throws -> [Entry] {
        try self.entries.filter { $0.operationID == operation.uuidString.lowercased() }
    }

    public func remove() {
        try? FileManager.default.removeItem(at: self.file)
    }
}
