/// An error as AdCP's `core/error.json` has it.
public struct AdCPError: Sendable, Equatable {
    public let code: ErrorCode
    /// The seller's words, made safe to show; nil where it gave none.
    public let message: String?
    /// The seller's own word on recovery, whatever it is.
    public let statedRecovery: String?
    /// Seconds from 1 to 3600. It says when, never whether.
    public let retryAfterSeconds: Int?
    /// The error as it came.
    public let json: JSONObject

    /// Largest error object that is taken for one, in bytes of compact JSON.
    static let maximumSize = 4096
    /// Longest code, in Unicode scalars.
    static let maximumCodeLength = 64

    /// Takes an object for an error only if its code is a string of 1 to 64 characters and it has at most 4096 bytes.
    public init?(_ json: JSON?) {
        guard let object = json?.object, let code = object["code"]?.string,
            1...Self.maximumCodeLength ~= code.unicodeScalars.count,
            let shown = CounterpartyText.shown(code), JSON.object(object).text.utf8.count <= Self.maximumSize
        else { return nil }
        self.code = ErrorCode(rawValue: shown)
        self.message = CounterpartyText.shown(object["message"]?.string)
        self.statedRecovery = object["recovery"]?.string
        self.retryAfterSeconds = RetryAfter.seconds(object["retry_after"]?.double)
        self.json = object
    }

    /// An error in our own words, for a refusal that carried no AdCP error.
    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
        self.statedRecovery = nil
        self.retryAfterSeconds = nil
        self.json = ["code": .string(code.rawValue), "message": .string(message)]
    }

    /// What it calls for: the seller's word, else the class of the code, else transient (AdCP 3.2 `error_code_policy`). A word that
    /// AdCP does not know is terminal.
    public var recovery: Recovery {
        if let stated = self.statedRecovery { return Recovery(rawValue: stated) ?? .terminal }
        return self.code.standardRecovery ?? .transient
    }

    /// Somebody vouches for the recovery: the seller or the standard. Otherwise nothing says that the request had no effect.
    public var isClassified: Bool {
        self.statedRecovery != nil || self.code.standardRecovery != nil
    }

    /// Releases that the agent serves, from the details of `VERSION_UNSUPPORTED`.
    public var supportedVersions: [String] {
        self.json["details"]?["supported_versions"]?.array?.compactMap(\.string) ?? []
    }

    /// The part that is the same over every channel: without hints on when to retry and on which software spoke.
    public var normalized: JSON {
        .object(self.json.filter { !Self.transportMembers.contains($0) })
    }

    private static let transportMembers: Set<String> = ["retry_after", "source", "sdk_id"]
}
