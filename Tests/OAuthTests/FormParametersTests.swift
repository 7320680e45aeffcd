// Forms and queries as browsers write them, and as nobody should.

import OAuth
import Testing

@Suite("FormParameters")
struct FormParametersTests {
    @Test(
        "pairs are read in order",
        arguments: [
            ("", []),
            ("a=1", [["a", "1"]]),
            ("a=1&b=2&a=3", [["a", "1"], ["b", "2"], ["a", "3"]]),
            ("a", [["a", ""]]),
            ("a=", [["a", ""]]),
            ("=a", [["", "a"]]),
            ("=", [["", ""]]),
            ("&&a=1&&b=2&", [["a", "1"], ["b", "2"]]),
            ("a=b=c", [["a", "b=c"]]),
            ("a+b=c+d", [["a b", "c d"]]),
            ("a%20b=%C3%A9%2b", [["a b", "é+"]]),
            ("a=%&b=%2&c=%zz&d=%25", [["a", "%"], ["b", "%2"], ["c", "%zz"], ["d", "%"]]),
            ("a%3Db=1%262", [["a=b", "1&2"]]),
        ] as [(String, [[String]])])
    func pairs(text: String, expected: [[String]]) {
        let read = FormParameters.of(text.utf8).map { [$0.name, $0.value] }
        #expect(read == expected)
        #expect(FormParameters.of(Array(text.utf8)).map { [$0.name, $0.value] } == expected)
    }

    @Test(
        "a name is found however it is spelled",
        arguments: [
            ("access_token=1", true), ("a=1&%61ccess_token", true), ("access%5Ftoken=", true), ("xaccess_token=1", false),
            ("a=access_token", false), ("access_token%00=1", false), ("", false),
        ])
    func contains(text: String, isThere: Bool) {
        #expect(FormParameters.contain("access_token", in: text.utf8) == isThere)
    }
}
