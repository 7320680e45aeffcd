// The check of what tokens leave behind, with few tokens.

import Foundation
import Testing

@testable import growth

@Suite("Growth", .timeLimit(.minutes(10)))
struct GrowthTests {
    @Test("twenty thousand tokens leave nothing behind that outlives them")
    func small() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tessera-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let faults = try await Growth(tokens: 20_000, folder: folder.path) { print($0) }.run()
        #expect(faults.isEmpty, "\(faults.prefix(20))")
    }
}
