/// What a seller says of signed requests in its capabilities (`request_signing`).
public struct RequestSigning: Sendable, Hashable {
    /// How much of what a seller takes is signed.
    public enum Extent: String, Sendable, CaseIterable, Comparable {
        /// What it does not take otherwise.
        case required
        /// What it complains of otherwise, too.
        case warned
        /// Whatever it can verify.
        case supported

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        public static func < (left: Extent, right: Extent) -> Bool { left.rank < right.rank }
    }

    /// It verifies signatures.
    public let isSupported: Bool
    let digest: SignatureProfile.Digest
    let requiredFor: Set<String>
    let warnFor: Set<String>
    let supportedFor: Set<String>
    /// JSON-RPC methods of A2A, each told by its very name: one of A2A 0.3 says nothing of the one that 1.0 has for it.
    let methodsRequiredFor: Set<String>
    let methodsWarnFor: Set<String>
    let methodsSupportedFor: Set<String>

    /// Reads the member; nil where the seller says nothing of it.
    public init?(_ json: JSON?) {
        guard let json, json.object != nil else { return nil }
        func names(_ member: String) -> Set<String> { Set((json[member]?.array ?? []).compactMap(\.string)) }
        self.isSupported = json["supported"]?.bool ?? false
        // A word that is not known is taken for what binds most.
        self.digest = json["covers_content_digest"]?.string.flatMap(SignatureProfile.Digest.init) ?? .either
        self.requiredFor = names("required_for")
        self.warnFor = names("warn_for")
        self.supportedFor = names("supported_for")
        self.methodsRequiredFor = names("protocol_methods_required_for")
        self.methodsWarnFor = names("protocol_methods_warn_for")
        self.methodsSupportedFor = names("protocol_methods_supported_for")
    }

    /// Whether a request is to be signed.
    ///
    /// - Parameters:
    ///   - task: the AdCP task that it calls; nil where it calls none.
    ///   - method: A2A's method; nil over MCP, which AdCP tells by the task alone.
    ///   - registersSecret: it names a secret for webhooks, which a seller that verifies signatures takes from nobody else.
    public func wants(
        _ task: String?, method: String? = nil, to extent: Extent, registersSecret: Bool = false
    ) -> Bool {
        func isNamed(_ tasks: Set<String>, _ methods: Set<String>) -> Bool {
            task.map(tasks.contains) ?? false || method.map(methods.contains) ?? false
        }
        if isNamed(self.requiredFor, self.methodsRequiredFor) || (registersSecret && self.isSupported) { return true }
        if extent >= .warned, isNamed(self.warnFor, self.methodsWarnFor) { return true }
        return extent >= .supported && isNamed(self.supportedFor, self.methodsSupportedFor)
    }

    func profile(_ version: ProtocolVersion) -> SignatureProfile {
        .request(version, digest: self.digest)
    }
}
