// The statements that fuzzers try, on the inputs that they begin with and on those that once broke one.

import Foundation
import JOSE
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

    @Test("begin with what is accepted, or no change to it would say anything")
    func honest() throws {
        for sample in try SignedSample.all() {
            #expect(throws: Never.self) {
                try CompactJWS(parsing: sample.text).payload(verifiedWith: sample.key)
            }
        }
        for sample in try EncryptedSample.all() {
            #expect(throws: Never.self) {
                try CompactJWE(parsing: sample.text).decrypted(with: sample.key, contents: [sample.content])
            }
        }
        for seed in try Property.jwsInJSON.seeds().dropLast() {
            let jws = try JSONJWS(parsing: seed)
            let isAccepted = try SignedSample.all().contains { sample in
                accepted { try jws.payload(verifiedWith: sample.key, signature: 0) } != nil
            }
            #expect(isAccepted, "\(String(decoding: seed, as: UTF8.self))")
        }
        for seed in try Property.jweInJSON.seeds() where !seed.contains("\"aad\"".utf8) {
            let jwe = try JSONJWE(parsing: seed)
            let isAccepted = try EncryptedSample.all().contains { sample in
                accepted { try jwe.decrypted(with: sample.key, recipient: 0, contents: [sample.content]) } != nil
            }
            #expect(isAccepted, "\(String(decoding: seed, as: UTF8.self))")
        }
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
