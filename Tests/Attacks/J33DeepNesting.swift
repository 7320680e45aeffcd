// J33: a hundred thousand opening brackets.

import JOSE
import Support
import Testing

@Suite struct J33DeepNesting {
    @Test(arguments: ["[", #"{"a":"#])
    func isRefusedWithoutRecursing(_ bracket: String) {
        let text = Array(String(repeating: bracket, count: 100_000).utf8)
        #expect(throws: JSONFault.tooDeep(limit: 32)) { try JSONDocument(parsing: text) }
    }
}
