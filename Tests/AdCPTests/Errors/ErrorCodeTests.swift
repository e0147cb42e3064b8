import Testing

@testable import AdCP

@Suite struct `standard error codes` {
    @Test func `there are 120: 8 transient, 11 terminal, 101 correctable`() {
        let classes = ErrorCode.standard.values
        #expect(classes.count == 120)
        #expect(classes.count { $0 == .transient } == 8)
        #expect(classes.count { $0 == .terminal } == 11)
        #expect(classes.count { $0 == .correctable } == 101)
    }

    @Test func `all are upper case with underscores`() {
        for code in ErrorCode.standard.keys {
            #expect(code.wholeMatch(of: /[A-Z][A-Z0-9_]+[A-Z0-9]/) != nil, "\(code)")
        }
    }

    @Test(
        arguments: [
            ("RATE_LIMITED", .transient), ("IDEMPOTENCY_IN_FLIGHT", .transient),
            ("SIGNED_RESPONSE_ENVELOPE_EXPIRED", .transient),
            ("AUTH_INVALID", .terminal), ("COMMITTED_RESOURCE_PURGED", .terminal), ("CREDENTIAL_IN_ARGS", .terminal),
            ("VERSION_UNSUPPORTED", .correctable), ("REFERENCE_NOT_FOUND", .correctable),
            ("MACRO_RESOLUTION_FAILED", .correctable),
            ("TEMPORARILY_UNAVAILABLE", nil), ("rate_limited", nil), ("CORRELATION_MISMATCH", nil),
        ] as [(String, Recovery?)])
    func `a code has its class, and a code of nobody's has none`(code: String, recovery: Recovery?) {
        #expect(ErrorCode(rawValue: code).standardRecovery == recovery)
    }

    @Test(arguments: [
        ErrorCode.rateLimited, .conflict, .invalidRequest, .unsupportedFeature, .versionUnsupported, .referenceNotFound,
        .authRequired,
        .authMissing, .authInvalid, .permissionDenied, .idempotencyConflict, .idempotencyExpired,
        .committedResourcePurged,
    ])
    func `the codes that we act on by name are standard`(code: ErrorCode) {
        #expect(code.standardRecovery != nil)
    }
}
