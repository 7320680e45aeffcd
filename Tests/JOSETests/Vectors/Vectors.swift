// Where the published test vectors lie: beside the clone, or where TESSERA_VECTORS says. They are never committed.

import Foundation

enum Vectors {
    static let folder: URL =
        if let named = ProcessInfo.processInfo.environment["TESSERA_VECTORS"] {
            URL(fileURLWithPath: named)
        } else {
            // This file is four levels below the root of the clone.
            URL(fileURLWithPath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "../shared/vectors").standardized
        }

    /// Whether a suite is there; a suite that is not is skipped aloud.
    static func has(_ suite: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: suite).path)
    }

    static func missing(_ suite: String) -> String {
        "there is no \(suite) in \(folder.path); TESSERA_VECTORS may name another folder"
    }

    static func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path).sorted()
    }
}
