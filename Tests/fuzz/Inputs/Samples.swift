import AdCP

/// What agents really send, and pieces of it.
enum Samples {
    private static func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    /// Bodies of webhooks: a task's end, its pause, a delivery report, and A2A's own forms.
    static let bodies = bytes(
        #"""
        {"idempotency_key": "whk_01HW9D3H8FZP2N6R8T0V", "operation_id": "op-5f0e", "task_id": "tk_1", "task_type": "create_media_buy",
        "protocol": "media-buy", "status": "completed", "timestamp": "2026-11-01T15:02:11Z", "token": "0123456789abcdef",
        "context_id": "c_1", "message": "Booked: caf\u00e9 \ud83d\ude00", "context": {"operation_id": "op-5f0e"},
        "result": {"media_buy_id": "mb_7", "confirmed_at": null, "revision": 1, "packages": [{"package_id": "p1", "budget": 5e3}]}}
        """#,
        #"""
        {"adcp_version":"3.1","idempotency_key":"whk_01HW9D2T3VXQ5M7K9N1P","operation_id":"op-2","task_id":"tk_2",
        "task_type":"create_media_buy","status":"input-required","timestamp":"2026-11-01T15:02:11.5+02:00",
        "result":{"reason":"BUDGET_EXCEEDS_LIMIT","errors":[{"code":"APPROVAL_REQUIRED","message":"x","field":"a[0].b"}]}}
        """#,
        #"""
        {"idempotency_key":"whk_01HW9D5N9TQV4M6P8R0T","task_id":"tk_3","task_type":"update_media_buy","status":"failed",
        "timestamp":"2026-11-01T15:02:11Z","result":{"adcp_error":{"code":"RATE_LIMITED","message":"slow down","recovery":"transient",
        "retry_after":1.25},"errors":[{"code":"RATE_LIMITED","message":"slow down"}]}}
        """#,
        #"""
        {"idempotency_key":"whk_20260526_example_000031","operation_id":"report_67","task_id":"report_67_31",
        "task_type":"media_buy_delivery","status":"completed","timestamp":"2026-05-26T09:00:44.582Z","result":{
        "notification_type":"scheduled","sequence_number":31,"next_expected_at":"2026-05-27T09:00:00Z","currency":"USD",
        "reporting_period":{"start":"2026-05-25T00:00:00Z","end":"2026-05-26T00:00:00Z"},"media_buy_deliveries":[
        {"media_buy_id":"mb_1","status":"active","totals":{"impressions":125000,"spend":5625.0},"by_package":[]},
        {"media_buy_id":"mb_2","currency":"USD","status":"paused","totals":{"spend":0.1},"by_package":[{"package_id":"p"}]}]}}
        """#,
        #"""
        {"task":{"id":"a2a-9","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED","timestamp":"2026-11-01T15:02:11Z"},
        "artifacts":[{"artifactId":"r","metadata":{"adcp_task_id":"tk_1"},"parts":[{"text":"Booked"},{"data":{"media_buy_id":"mb_7",
        "packages":[],"status":"completed","context":{"operation_id":"op-1"}}}]}],"metadata":{"token":"0123456789abcdef"}}}
        """#,
        #"""
        {"statusUpdate":{"taskId":"a2a-9","contextId":"c-1","status":{"state":"input-required","message":{"role":"ROLE_AGENT",
        "parts":[{"kind":"text","text":"Approve?"},{"kind":"data","data":{"task_id":"tk_1","task_type":"create_media_buy"}}]}}}}
        """#)

    /// Answers over A2A: an end, a pause, a failure, older sellers' submitted task, and an agent card.
    static let a2aResponses = bytes(
        #"""
        {"task":{"id":"n-1","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED"},"artifacts":[{"artifactId":"r","parts":[
        {"text":"Booked"},{"data":{"status":"completed","media_buy_id":"mb_7","packages":[{"budget":3.0}]}}]}]}}
        """#,
        #"""
        {"kind":"task","id":"n-1","contextId":"c-1","status":{"state":"input-required","message":{"kind":"message","role":"agent",
        "parts":[{"kind":"text","text":"Approve?"},{"kind":"data","data":{"reason":"APPROVAL_REQUIRED","task_id":"tk_1"}}]}}}
        """#,
        #"""
        {"task":{"id":"n-1","contextId":"c-1","status":{"state":"TASK_STATE_FAILED"},"artifacts":[{"parts":[{"data":{"adcp_error":
        {"code":"RATE_LIMITED","message":"slow down","recovery":"transient","retry_after":5}}},{"text":"no"}]}]}}
        """#,
        #"""
        {"id":"n-1","status":{"state":"submitted"},"artifacts":[{"metadata":{"adcp_task_id":"tk_1"},"parts":[{"data":{"response":{
        "status":"submitted","task_id":"tk_1"}}}]}]}
        """#,
        #"""
        {"name":"s","url":"https://s.example/a","protocolVersion":"0.3.0","supportedInterfaces":[{"url":"https://s.example/b",
        "protocolBinding":"JSONRPC","protocolVersion":"1.0"}],"capabilities":{"extensions":[{"uri":
        "https://adcontextprotocol.org/extensions/adcp/v3"}]},"skills":[{"id":"get_products"}]}
        """#)

    /// Values that are easily got wrong.
    static let values = bytes(
        "[0,-0,1e21,1e-7,5e-324,1.7976931348623157e308,9007199254740993,0.1,333333333.33333329]",
        #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7,"":8,"__proto__":9}"#,
        #"["\b\f\n\r\t\"\\\/","\u001f","e\u0301","\u2028\u202e\ufeff",true,false,null,[[[[]]]],{}]"#)

    static let jsonTokens =
        bytes(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "{\"a\":", "[[", "]]", "null", "true", "false", "0", "-0",
            "1e400", "1e-400", "-",
            "1E+2", "9223372036854775808", "0.1", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\0", "\u{FEFF}",
            "\u{202E}", "\u{85}",
            "e\u{301}", "\"status\":\"completed\",", "\"task_id\":\"tk_9\",", "completed", "submitted", "auth_required",
            "TASK_STATE_FAILED",
            "unknown", "result", "errors", "adcp_error", "media_buy_delivery", "media_buy_id", "window_update",
            "currency", "parts", "data",
            "artifacts", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "3.0", "3.2") + [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
        ]

    /// RFC 8037's key pair, for all to see; a public key of either algorithm, and a set.
    private static let privateKey: JSON = [
        "kid": "seller-1", "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ]
    private static let signer = WebhookSigner(jwk: privateKey)!
    static let signingKey = signer.publicKey
    private static let otherKey: JSON = [
        "kid": "seller-2", "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "key_ops": ["verify"],
        "adcp_use": "request-signing", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    ]
    static let keys = [signingKey, otherKey, privateKey, ["keys": [signingKey, otherKey]]].map { Array($0.text.utf8) }
    static let keyTokens = bytes(
        "kid", "kty", "crv", "alg", "use", "key_ops", "adcp_use", "keys", "OKP", "EC", "Ed25519", "P-256", "EdDSA",
        "ES256", "sig", "enc",
        "verify", "webhook-signing", "seller-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "=", "-_", "+/")

    static let baseURL = "https://buyer.example"
    /// Unix time in seconds.
    static let signedAt: Int64 = 1_776_520_800

    /// A signed webhook: request line, fields, an empty line, and the body.
    static let signedWebhook: [UInt8] = {
        let target = "/webhooks/r1?x=%2F"
        let fields = try! signer.fields(
            url: baseURL + target, body: bodies[0], nonce: "KXYnfEfJ0PBRZXQyVXfVQA", created: signedAt)
        let lines = ["POST \(target)", "Host: buyer.example"] + fields.map { "\($0.name): \($0.value)" }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + bodies[0]
    }()
    static let headerTokens = bytes(
        "sig1=", "sig2=()", "(", ")", ";", ",", "\"", ":", "=", "\\", "%", "\t", "\n", "created=", "expires=", "nonce=",
        "keyid=", "alg=", "tag=",
        "\"@method\"", "\"@target-uri\"", "\"@authority\"", "\"content-digest\"", "\"content-type\"", "\"host\"", ";sf",
        ";bs", "?1", "@1", "1.5",
        "999999999999999", "-1", "ed25519", "ecdsa-p256-sha256", "sha-256=:", "sha-512=:AA==:", ":AA==:", "Signature: ",
        "Signature-Input: ",
        "Host: ", "Content-Digest: ", "\"\"", "\u{E9}")

    static let addresses = bytes(
        "https://buyer.example/wh/r1", "HTTPS://Buyer.Example.:443/a/./b/../c%2f%7Ed?x=1&y=%2f#z",
        "https://[2001:DB8::1]:8443/",
        "https://m\u{FC}nchen.example/?", "http://user:password@127.0.0.1:80",
        "https://xn--mnchen-3ya.example//a//..//b/",
        "https://[::1]", "http://[::ffff:192.0.2.1]:8080/%4a", "https://a.b.c/%c3%bc", "https://a_b.example.:0443?#")
    static let addressTokens = bytes(
        "://", "https", "http", "/", "//", ".", "..", "/../", "?", "#", "@", ":", ":443", ":80", ":65536", "%", "%2F",
        "%2e", "%7e", "%0a", "[", "]", "::", "[::]",
        "%25eth0", "xn--", "\u{FC}", "\u{3002}", "\u{AD}", "\u{200D}", "\u{FF0E}", "\u{1F600}", " ", "\n", "\0", "\\",
        "0x7f.1")

    static let eventStreams = bytes(
        "event: message\ndata: {\"jsonrpc\":\"2.0\",\ndata: \"id\":3}\n\n",
        ": alive\r\n\r\nid: 7\r\nretry: 10\r\ndata: a\r\n\r\ndata: b\r\n\r\n",
        "\u{FEFF}data: one\r\rdata:two\r\revent: ping\rdata\r\r", "data: no end")
    static let eventTokens =
        bytes(
            "data", "data:", "data: ", "event: ", "id: ", "retry: ", ":", "\n", "\r", "\r\n", "\n\n", "\r\r",
            "\r\n\r\n", "\n\r", "\u{FEFF}", "\0", " ", "message")
        + [[0xFF], [0xEF], [0xBB, 0xBF]]
}
