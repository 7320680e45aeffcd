// Decodable types over strict JSON: every kind of container, exact numbers, and a refusal that names place and kind.

import Foundation
import JOSE
import Testing

@Suite("JSON as a type of the caller")
struct DecodeJSONTests {
    private func decode<T: Decodable>(_ type: T.Type, _ text: String) throws(JOSEError) -> T {
        let root: JSONValue
        do {
            root = try JSONDocument(parsing: Array(text.utf8)).root
        } catch {
            throw .json(part: "test", error)
        }
        return try root.decoded(as: type)
    }

    private func expected<T: Decodable>(_ type: T.Type, _ text: String) -> String? {
        do {
            _ = try decode(type, text)
            return nil
        } catch .json("value", .wrongKind(let expected)) {
            return expected
        } catch {
            return "\(error)"
        }
    }

    struct Shopper: Decodable, Equatable {
        enum Plan: String, Decodable { case free, paid }
        struct Address: Decodable, Equatable {
            let city: String
            let lines: [String]
        }
        let sub: String
        let tenant: Int
        let score: Double
        let admin: Bool
        let plan: Plan
        let address: Address
        let addresses: [Address]
        let limits: [String: UInt8]
        let since: Date
        let left: Date?
        let home: URL?
        let nick: String?
        let grid: [[Int?]]
    }

    static let shopper = #"""
        {"sub":"s","tenant":-7,"score":1.5,"admin":true,"plan":"paid","address":{"city":"A\u0062","lines":[]},
        "addresses":[{"city":"B","lines":["x","y"]}],"limits":{"a":0,"b":255},"since":1700000000.5,"left":null,
        "home":"https://example.com/a","other":{"deep":[{}]},"grid":[[1,null],[]]}
        """#

    @Test("a type with all that a type can have")
    func whole() throws {
        let shopper = try decode(Shopper.self, Self.shopper)
        #expect(
            shopper
                == Shopper(
                    sub: "s", tenant: -7, score: 1.5, admin: true, plan: .paid,
                    address: .init(city: "Ab", lines: []), addresses: [.init(city: "B", lines: ["x", "y"])],
                    limits: ["a": 0, "b": 255], since: Date(timeIntervalSince1970: 1_700_000_000.5), left: nil,
                    home: URL(string: "https://example.com/a"), nick: nil, grid: [[1, nil], []]))
    }

    @Test(
        "a fault names what was expected and where, and nothing of what was found",
        arguments: [
            (#""sub":"s""#, #""sub":1"#, "a string at sub"), (#""sub":"s""#, #""sub":null"#, "a string at sub"),
            (#""sub":"s","#, "", "a value at sub"), (#""tenant":-7"#, #""tenant":7.0"#, "a whole number that fits Int at tenant"),
            (#""admin":true"#, #""admin":"true""#, "true or false at admin"),
            (#""score":1.5"#, #""score":"1.5""#, "a number within ±2^53 at score"),
            (#""plan":"paid""#, #""plan":"secret""#, "a valid value at plan"),
            (#""lines":["x","y"]"#, #""lines":["x",2]"#, "a string at addresses[0].lines[1]"),
            (#""lines":["x","y"]"#, #""lines":"x""#, "an array at addresses[0].lines"),
            (#""lines":["x","y"]"#, #""line":[]"#, "a value at addresses[0].lines"),
            (#""address":{"city":"A\u0062","lines":[]}"#, #""address":[]"#, "an object at address"),
            (#""b":255"#, #""b":256"#, "a whole number that fits UInt8 at limits.b"),
            (#""b":255"#, #""b\n":-1"#, "a whole number that fits UInt8 at limits.b?"),
            (#""since":1700000000.5"#, #""since":-1"#, "seconds since 1970 at since"),
            (#""since":1700000000.5"#, #""since":"2026-01-01""#, "seconds since 1970 at since"),
            (#""left":null"#, #""left":true"#, "seconds since 1970 at left"),
            (#""home":"https://example.com/a""#, #""home":7"#, "a URL at home"),
            (#"[[1,null],[]]"#, #"[[1],[null,true]]"#, "a whole number that fits Int at grid[1][1]"),
        ]
    )
    func faults(part: String, replacement: String, place: String) throws {
        var text = Self.shopper
        text.replaceSubrange(try #require(text.range(of: part)), with: replacement)
        #expect(expected(Shopper.self, text)?.replacing("±", with: "?") == place.replacing("±", with: "?"))
    }

    @Test("whole numbers are exact and fit")
    func wholeNumbers() throws {
        #expect(try decode(Int.self, "9007199254740992") == 9_007_199_254_740_992)
        #expect(try decode(UInt64.self, "9007199254740992") == 9_007_199_254_740_992)
        for text in ["9007199254740993", "1.5", "1.0", "1e2", "99999999999999999999", #""1""#, "true"] {
            #expect(expected(Int.self, text) == "a whole number that fits Int", "\(text)")
        }
        #expect(expected(Int.self, "null") == "a whole number that fits Int")
        func edges<T: FixedWidthInteger & Decodable>(_ type: T.Type) throws {
            #expect(try decode(T.self, "\(T.min)") == T.min)
            #expect(try decode(T.self, "\(T.max)") == T.max)
            #expect(expected(T.self, "\(Int(T.max) + 1)") == "a whole number that fits \(T.self)")
            #expect(expected(T.self, "\(Int(T.min) - 1)") == "a whole number that fits \(T.self)")
        }
        try edges(Int8.self)
        try edges(Int16.self)
        try edges(Int32.self)
        try edges(UInt8.self)
        try edges(UInt16.self)
        try edges(UInt32.self)
        for text in ["-1", "-9007199254740992"] {
            #expect(expected(UInt.self, text) == "a whole number that fits UInt")
            #expect(try decode(Int64.self, text) == Int64(text))
        }
    }

    @Test("scalars, optionals and what has no value")
    func scalars() throws {
        #expect(try decode(Double.self, "1e3") == 1000)
        #expect(try decode(Float.self, "0.5") == 0.5)
        #expect(expected(Double.self, "1e400") == "a number within ±2^53")
        #expect(expected(Double.self, "9007199254740993") == "a number within ±2^53")
        #expect(try decode(Int?.self, "null") == nil)
        #expect(try decode(Int?.self, "1") == 1)
        #expect(expected(Bool.self, "1") == "true or false")
        #expect(try decode([Int].self, "[]") == [])
        #expect(expected([Int].self, "{}") == "an array")
        #expect(expected([String: Int].self, "[]") == "an object")
        #expect(try decode(JSONValue.self, #"[1, 2]"#).text == "[1, 2]")
        #expect(try decode([String: JSONValue].self, #"{"a":{"b":[1]}}"#)["a"]?["b"]?.text == "[1]")
    }

    @Test("names are bytes, also among many members")
    func names() throws {
        struct Named: Decodable { let é: Int }
        #expect(try decode(Named.self, #"{"\u00e9":1}"#).é == 1)
        #expect(expected(Named.self, #"{"e\u0301":1}"#) == "a value at ?")
        for count in [5, 24, 25, 5_000] {
            let members = (0..<count).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")
            let table = try decode([String: Int].self, "{\(members)}")
            #expect(table.count == count)
            #expect(table["m\(count - 1)"] == count - 1)
        }
    }

    class Parent: Decodable {
        let a: Int
        let rest: [Int]
        enum CodingKeys: CodingKey { case a, nested, list, inner }

        required init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            a = try members.nestedContainer(keyedBy: CodingKeys.self, forKey: .nested).decode(Int.self, forKey: .a)
            var list = try members.nestedUnkeyedContainer(forKey: .list)
            var rest: [Int] = []
            rest.append(try list.nestedContainer(keyedBy: CodingKeys.self).decode(Int.self, forKey: .inner))
            var inner = try list.nestedUnkeyedContainer()
            while !inner.isAtEnd { rest.append(try inner.decode(Int.self)) }
            rest.append(try list.superDecoder().singleValueContainer().decode(Int.self))
            if try list.decodeNil() { rest.append(-1) }
            #expect(list.isAtEnd && list.count == 4)
            #expect(throws: DecodingError.self) { try list.decode(Int.self) }
            self.rest = rest
        }
    }

    final class Child: Parent {
        let b: String

        required init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            b = try String(from: members.superDecoder(forKey: .inner))
            try super.init(from: members.superDecoder())
        }
    }

    @Test("nested containers and superclasses")
    func nested() throws {
        let text = #"{"inner":"b","super":{"nested":{"a":1},"list":[{"inner":2},[3,4],5,null]}}"#
        let child = try decode(Child.self, text)
        #expect(child.a == 1)
        #expect(child.b == "b")
        #expect(child.rest == [2, 3, 4, 5, -1])
        #expect(expected(Child.self, #"{"inner":"b"}"#) == "a value at super")
        #expect(expected(Child.self, #"{"inner":"b","super":[]}"#) == "an object at super")
    }

    @Test("an error of the type itself: ours passes, another says nothing of itself")
    func ownErrors() {
        struct Ours: Decodable {
            init(from decoder: any Decoder) throws { throw JOSEError.key(.password) }
        }
        struct Theirs: Decodable {
            struct Fault: Error { let secret = "secret" }
            init(from decoder: any Decoder) throws { throw Fault() }
        }
        struct Corrupted: Decodable {
            init(from decoder: any Decoder) throws {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "secret"))
            }
        }
        #expect(throws: JOSEError.key(.password)) { try decode([Ours].self, "[1]") }
        #expect(expected([Theirs].self, "[1]") == "a valid Array<Theirs>")
        #expect(expected([Corrupted].self, "[1]") == "a valid value at [0]")
    }

    @Test("another decoder gives no JSONValue")
    func otherDecoder() {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([JSONValue].self, from: Data("[1]".utf8)) }
    }

    @Test("the sentence says the part, the kind and the place")
    func sentence() {
        let error = JOSEError.json(part: "claims set", .wrongKind(expected: "a string at sub"))
        #expect(error.sentence == "the claims set has another form than expected: a string at sub")
    }
}
