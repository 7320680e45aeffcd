// Each flood is refused for its size, in the words that say so.

import Testing

@Suite("Floods")
struct FloodTests {
    @Test("are refused by their size")
    func refused() throws {
        let floods = try Flood.all()
        #expect(floods.count == 11)
        for flood in floods {
            #expect(String(describing: flood.refusal()) == String(describing: flood.expected), "\(flood.name)")
        }
    }
}
