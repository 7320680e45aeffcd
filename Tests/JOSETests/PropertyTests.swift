// The statements that fuzzers try, on the inputs that they begin with and on those that once broke one.

import Foundation
import Testing

@Suite("Properties")
struct PropertyTests {
    /// Inputs on which a fuzzer once found a statement broken; `./dev fuzz` puts new ones there.
    static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    @Test("hold on the inputs that fuzzers begin with", arguments: Property.all.map(\.name))
    func seeds(name: String) throws {
        let property = try #require(Property.named(name))
        let seeds = try property.seeds()
        #expect(!seeds.isEmpty && seeds.allSatisfy { $0.count <= property.longest })
        for seed in seeds { #expect(throws: Never.self) { try property.check(seed) } }
    }

    @Test("hold on what fuzzers found", arguments: Property.all.map(\.name))
    func finds(name: String) throws {
        let property = try #require(Property.named(name))
        let folder = Self.corpus.appending(path: name)
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        for find in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let bytes = Array(try Data(contentsOf: folder.appending(path: find)))
            #expect(throws: Never.self, "\(name)/\(find)") { try property.check(bytes) }
        }
    }

    @Test("each folder of the corpus belongs to a statement")
    func folders() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        let folders = names.filter { $0 != "README.md" }
        #expect(Set(folders).isSubset(of: Property.all.map(\.name)))
    }
}
