import AdCP
import Testing

@Suite struct `canonical JSON` {
    @Test func `the sample of RFC 8785 section 3-2-2`() throws {
        let text = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let expected =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try JSON(parsing: text).canonical == expected)
    }

    @Test func `members are sorted by UTF-16, as in RFC 8785 section 3-2-3`() throws {
        let text = #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#
        #expect(
            try JSON(parsing: text).canonical
                == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{F6}\":7,\"\u{20AC}\":1,\"\u{1F600}\":5,\"\u{FB33}\":3}")
    }

    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func `the numbers of RFC 8785 appendix B`(bits: UInt64, expected: String) throws {
        let value = Double(bitPattern: bits)
        #expect(JSON(value).canonical == expected)
        #expect(try JSON(parsing: expected).double == value)
    }

    @Test(arguments: [
        ("1", "1.0"), ("100", "1e2"), ("0", "-0.0"), ("0.000001", "1E-6"), ("1e-7", "0.0000001"),
        ("123.456", "0.123456e3"),
        ("\"/\"", "\"\\/\""), ("{\"a\":1,\"b\":2}", "{ \"b\" : 2, \"a\" : 1 }"),
    ])
    func `spellings of the same value have one canonical text`(canonical: String, other: String) throws {
        #expect(try JSON(parsing: other).canonical == canonical)
        #expect(try JSON(parsing: canonical).canonical == canonical)
    }

    @Test func `canonical text of random doubles reads back to the same double`() throws {
        var random = SeededGenerator(seed: 8785)
        for _ in 0..<2_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(try JSON(parsing: JSON(value).canonical).double == value)
        }
    }
}
