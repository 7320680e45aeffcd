// Scopes: which names are allowed, and sets that keep their order.

import OAuth
import Testing

@Suite("Scopes")
struct ScopeTests {
    @Test(
        "names of RFC 6749 §3.3 and no others",
        arguments: [
            ("notes:read", true), ("a", true), ("!", true), ("#", true), ("[", true), ("]", true),
            ("~", true),
            ("", false), ("a b", false), ("a\"b", false), ("a\\b", false), ("\u{7F}", false), ("é", false),
            ("a\n", false), (String(repeating: "x", count: 128), true),
            (String(repeating: "x", count: 129), false),
        ]
    )
    func names(name: String, isAllowed: Bool) {
        #expect((Scope(name) != nil) == isAllowed)
    }

    @Test("a set keeps the order, each scope once, and leaves out what is no scope")
    func parsing() {
        let set = ScopeSet(parsing: "notes:write  notes:read notes:write é")
        #expect(set.names == ["notes:write", "notes:read"])
        #expect(set.description == "notes:write notes:read")
        #expect(set.contains("notes:read"))
        #expect(!set.contains("notes"))
        #expect(!set.contains("NOTES:READ"))
        #expect(ScopeSet(parsing: "").isEmpty)
    }

    @Test("what one set has and another lacks")
    func subtracting() {
        let set = ScopeSet(parsing: "a b c")
        #expect(set.subtracting(ScopeSet(parsing: "b")).names == ["a", "c"])
        #expect(set.subtracting(set).isEmpty)
    }
}
