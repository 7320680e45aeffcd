// Running the real binary: what is typed, what is printed, and how it ends.

import Foundation

/// One run of the command.
struct Command {
    let status: Int32
    let output: String
    let error: String

    /// The binary beside the test bundle.
    static let binary: URL = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        // Some launchers put the bundle a few folders deeper.
        for _ in 0..<4
        where !FileManager.default.isExecutableFile(atPath: folder.appending(path: "tessera").path) {
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "tessera")
    }()

    /// The same on a thread of its own, for a test whose own process answers the command.
    static func apart(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> Command {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try run(arguments, environment: environment) })
            }
        }
    }

    static func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> Command {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        stdin.fileHandleForWriting.write(Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        let error = stderr.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Command(
            status: process.terminationStatus,
            output: String(decoding: output, as: UTF8.self),
            error: String(decoding: error, as: UTF8.self)
        )
    }
}

/// A folder of its own for one test, gone afterwards.
struct Scratch {
    let path: String

    static func with<T>(_ body: (Scratch) async throws -> T) async throws -> T {
        let path = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(Scratch(path: path))
    }

    var data: String { path + "/data" }
}
