import AdCP
import Testing

@Suite struct `JSON values` {
    let value: JSON = [
        "text": "a", "whole": 3, "fraction": 0.5, "yes": true, "none": .null, "list": [1, "b"],
        "inner": ["a": ["b": 7]],
    ]

    @Test func `accessors give what is there, and nil for everything else`() {
        #expect(self.value["text"]?.string == "a")
        #expect(self.value["whole"]?.int == 3)
        #expect(self.value["fraction"]?.double == 0.5)
        #expect(self.value["yes"]?.bool == true)
        #expect(self.value["none"]?.isNull == true)
        #expect(self.value["list"]?.array?.count == 2)
        #expect(self.value["inner"]?["a"]?["b"]?.int == 7)
        #expect(self.value["absent"] == nil)
        #expect(self.value["text"]?.int == nil)
        #expect(self.value["whole"]?.string == nil)
        #expect(self.value["list"]?["a"] == nil)
        #expect(self.value["fraction"]?.int == nil)
        #expect(self.value["text"]?["a"] == nil)
    }

    @Test(arguments: [
        ("3", 3), ("3.0", 3), ("3e0", 3), ("-0", 0), ("-2.50e1", -25), ("9223372036854775807", Int.max), ("1e300", nil),
        ("9223372036854775808", nil), ("0.1", nil),
    ])
    func `a number is an integer if its value is one`(text: String, int: Int?) throws {
        #expect(try JSON(parsing: text).int == int)
    }

    @Test func `members keep their order, and can be set and removed`() throws {
        var object = try #require(try JSON(parsing: #"{"z":1,"a":2,"m":3}"#).object)
        object["a"] = 9
        object["n"] = 4
        object["z"] = nil
        #expect(object.keys == ["a", "m", "n"])
        #expect(JSON.object(object).text == #"{"a":9,"m":3,"n":4}"#)
        #expect(object.map(\.name) == object.keys)
        #expect(object.count == 3 && !object.isEmpty)
    }

    @Test func `objects are equal whatever the order of their members`() {
        #expect(JSON(dictionaryLiteral: ("a", 1), ("b", [.null])) == ["b": [.null], "a": 1])
        #expect(JSON(dictionaryLiteral: ("a", 1)) != ["a": 2])
        #expect(JSON(dictionaryLiteral: ("a", 1)) != ["b": 1])
        #expect(JSON(dictionaryLiteral: ("a", 1)) != ["a": 1, "b": 1])
        #expect(JSON.null != false)
    }

    @Test func `a name given twice in a literal keeps the last value`() {
        #expect(JSON(dictionaryLiteral: ("a", 1), ("a", 2)).text == #"{"a":2}"#)
    }

    @Test func `text survives a round trip byte for byte`() throws {
        let text = #"{"b":1.50,"a":[1E3,-0,"\u0001\u001f\"\\ é😀",null,true,{}]}"#
        #expect(try JSON(parsing: text).text == text)
    }

    @Test(arguments: ["", "nan", "inf", "0x10", "1,", "--1", " 1", "1 "])
    func `text that is not a number cannot be smuggled in as one`(text: String) {
        #expect(JSON.number(text).text == "null")
        #expect(JSON.number(text).canonical == "null")
        #expect(JSON.number(text).double == nil)
        #expect(JSON.number(text).int == nil)
        #expect(JSON(Double.nan) == .null)
    }
}
