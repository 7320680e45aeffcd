// Which crit is taken, for who understands an extension and for who understands none.

import Testing

@testable import JOSE

@Suite("crit")
struct CriticalNamesTests {
    @Test(
        "is refused, and why",
        arguments: [
            ("[]", .header("crit")), ("{}", .header("crit")), (#""x""#, .header("crit")), ("null", .header("crit")),
            ("[1]", .header("crit")), (#"["x",1]"#, .header("crit")), (#"["x","x"]"#, .header("crit")),
            (#"["z"]"#, .critical("z")), (#"["x","alg"]"#, .critical("alg")), (#"["X"]"#, .critical("X")),
            (#"[""]"#, .critical("")), (#"["y"]"#, .header("y")),
        ] as [(String, JOSEError)]
    )
    func refused(text: String, error: JOSEError) throws {
        let header = try JSONDocument.object(parsing: Array(#"{"alg":"a","x":null,"crit":\#(text)}"#.utf8))
        #expect(throws: error) { try CriticalNames.check(in: header, understood: ["x", "y"]) }
    }

    @Test("is taken where each name is understood and there, or where there is none")
    func taken() throws {
        let header = try JSONDocument.object(parsing: Array(#"{"x":1,"y":2,"crit":["y","\u0078"]}"#.utf8))
        #expect(try CriticalNames.check(in: header, understood: ["x", "y"]) == ["y", "x"])
        #expect(throws: JOSEError.critical("y")) { try CriticalNames.check(in: header) }
        #expect(try CriticalNames.check(in: JSONDocument.object(parsing: Array(#"{"x":1}"#.utf8))) == [])
    }
}
