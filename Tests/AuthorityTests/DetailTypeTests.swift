// Types of authorization details as an API declares them: read, written, and refused where they could not be shown.

import JOSE
import OAuth
import Records
import Support
import Testing

@testable import Authority

@Suite("Types of authorization details")
struct DetailTypeTests {
    @Test("a declaration is read, written and read again")
    func whole() throws {
        let type = try DetailType(
            type: "https://bank.example/pay", sentence: "pay {a.b} to {c}",
            members: [
                ("a.b", "string"), ("c", "string(x|y z)"), ("actions?", "list"), ("n?", "number"), ("yes?", "boolean"),
            ])
        let text = try DetailType.text([type])
        let api = API(identifier: "urn:a", name: "A", scopes: [], createdAt: 0, detailTypes: text)
        let read = try DetailType.list(of: api)
        #expect(try read.count == 1 && DetailType.text(read) == text)
        #expect(read[0].declaredMembers.map(\.name) == ["a.b", "c", "actions?", "n?", "yes?"])
        #expect(read[0].declaredMembers.map(\.kind) == ["string", "string(x|y z)", "list", "number", "boolean"])
    }

    @Test(
        "what can't be declared",
        arguments: [
            ("", "s", [], "128 characters"), ("a b", "s", [], "128 characters"), ("é", "s", [], "128 characters"),
            ("t", "", [], "300"), ("t", "a\nb", [], "300"), ("t", "a {b", [], "braces"), ("t", "a b}", [], "braces"),
            ("t", "{a}", [], "no member {a}"), ("t", "{a}", [("a?", "string")], "required"),
            ("t", "{a}", [("a", "boolean")], "boolean"), ("t", "s", [("a", "date")], "one of string"),
            ("t", "s", [("a", "")], "one of string"), ("t", "s", [("a", "number(1|2)")], "list(read|write)"),
            ("t", "s", [("a", "string(x")], "list(read|write)"), ("t", "s", [("a", "string()")], "list(read|write)"),
            ("t", "s", [("a", "string(x|\u{202E})")], "list(read|write)"), ("t", "s", [("", "string")], "is no member"),
            ("t", "s", [("a.", "string")], "is no member"), ("t", "s", [("a.b.c.d.e", "string")], "is no member"),
            ("t", "s", [("a b", "string")], "is no member"), ("t", "s", [("type", "string")], "every type"),
            ("t", "s", [("locations", "list")], "every type"), ("t", "s", [("actions", "string")], "must be a list"),
            ("t", "s", [("identifier", "list")], "must be a string"), ("t", "s", [("actions.a", "list")], "must be a list"),
            ("t", "s", [("a", "string"), ("a?", "string")], "twice"), ("t", "s", [("a", "string"), ("a.b", "string")], "twice"),
        ] as [(String, String, [(String, String)], String)])
    func refused(type: String, sentence: String, members: [(String, String)], word: String) {
        let refusal = #expect(throws: OAuthRefusal.self) {
            try DetailType(type: type, sentence: sentence, members: members.map { (name: $0.0, kind: $0.1) })
        }
        #expect(refusal?.code == .invalidRequest && refusal?.sentence.contains(word) == true, "\(refusal?.sentence ?? "")")
    }

    @Test(
        "an object that declares one",
        arguments: [
            #"{"type":"t"}"#, #"{"type":"t","sentence":"s","more":1}"#, #"{"type":"t","sentence":"s","members":["a"]}"#,
            #"{"type":"t","sentence":"s","members":{"a":1}}"#, "[]", #"{"type":1,"sentence":"s"}"#,
        ])
    func badObjects(text: String) throws {
        let value = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(throws: OAuthRefusal.self) { try DetailType(value) }
    }

    @Test("types are added, replaced and taken away; other changes of the API leave them", arguments: TestDatabase.all)
    func changes(kind: TestDatabase) async throws {
        try await TestAuthority.run(on: kind) { house async throws in
            let apis = house.authority.apis
            let one = try DetailType(type: "one", sentence: "do one", members: [])
            _ = try await apis.addDetailType(one, to: TestAuthority.api)
            _ = try await apis.addDetailType(
                DetailType(type: "two", sentence: "do two", members: []), to: TestAuthority.api)
            let again = try DetailType(type: "one", sentence: "do one well", members: [])
            _ = try await apis.addDetailType(again, to: TestAuthority.api)
            var change = APIChange()
            change.name = "Other"
            let api = try await apis.change(TestAuthority.api, change)
            #expect(try DetailType.list(of: api).map(\.sentenceText) == ["do one well", "do two"])
            #expect(try await apis.detailTypes(at: TestAuthority.now) == ["one", "two"])
            _ = try await apis.removeDetailType("one", from: TestAuthority.api)
            #expect(try await apis.detailTypes(at: TestAuthority.now) == ["two"])
            let refusal = await #expect(throws: OAuthRefusal.self) {
                try await apis.removeDetailType("one", from: TestAuthority.api)
            }
            #expect(refusal?.code == .notFound)
        }
    }

    @Test("a declared set-up adds and changes types, and takes away only where it prunes")
    func declared() async throws {
        try await TestAuthority.run { house async throws in
            func apply(_ types: String, prunes: Bool = false) async throws -> [String] {
                let text = #"{"apis":[{"identifier":"urn:a","authorization_details_types":\#(types)}]}"#
                return try await house.authority.declarations.apply(
                    Declaration(JSONDocument.object(parsing: Array(text.utf8))), secrets: [:],
                    mode: DeclarationMode(prunes: prunes), at: TestAuthority.now
                ).filter { $0.what == "api urn:a" }.map(\.detail)
            }
            let (one, two) = (#"{"type":"one","sentence":"do one"}"#, #"{"type":"two","sentence":"do two"}"#)
            #expect(try await apply("[\(one)]") == [""])
            #expect(try await apply("[\(one)]").isEmpty)
            #expect(try await apply("[\(two)]") == ["authorization details types"])
            let api = try await house.authority.apis.find("urn:a")
            #expect(try DetailType.list(of: api).map(\.type) == ["one", "two"])
            let refusal = await #expect(throws: OAuthRefusal.self) { try await apply(#"[{"type":"x","sentence":"{y}"}]"#) }
            #expect(refusal?.sentence.contains("apis[0].authorization_details_types[0]") == true)
            #expect(try await apply("[\(two)]", prunes: true) == ["authorization details types"])
            #expect(try await house.authority.apis.detailTypes(at: TestAuthority.now) == ["two"])
        }
    }

    @Test(
        "the canonical form is one for all that say the same",
        arguments: [
            (#"{"b":1,"a":"x"}"#, #"{ "a" : "x", "b":1 }"#, true), (#"{"a":"\u0078"}"#, #"{"a":"x"}"#, true),
            (#"{"a":"\/"}"#, #"{"a":"/"}"#, true), (#"{"a":{"c":true,"b":[]}}"#, #"{"a":{"b":[],"c":true}}"#, true),
            (#"{"a":[1,2]}"#, #"{"a":[2,1]}"#, false), (#"{"a":1.0}"#, #"{"a":1}"#, false),
            (#"{"a":"é"}"#, #"{"a":"e\#u{301}"}"#, false), (#"{"a":null}"#, "{}", false), (#"{"a":"1"}"#, #"{"a":1}"#, false),
        ])
    func canonical(one: String, other: String, isSame: Bool) throws {
        let forms = try [one, other].map { try DetailText.canonical(JSONDocument.object(parsing: Array($0.utf8))) }
        #expect((forms[0] == forms[1]) == isSame)
        // What is canonical stays as it is.
        #expect(try DetailText.canonical(JSONDocument.object(parsing: forms[0])) == forms[0])
    }
}
