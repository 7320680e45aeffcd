// The check of what tokens leave behind: growth [--tokens N]. Ends with 1 when anything outlives what it is for.

import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let number = arguments.count == 2 && arguments[0] == "--tokens" ? Int(arguments[1]) : nil
guard arguments.isEmpty || (number ?? 0) > 0 else {
    print("usage: growth [--tokens N]")
    exit(64)
}
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tessera-growth-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let faults = try await Growth(tokens: number ?? 1_000_000, folder: folder.path) { line in
    // Told at once, also where a file or a pipe listens.
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}
.run()
try FileManager.default.removeItem(at: folder)
for fault in faults.prefix(20) { print("wrong: \(fault)") }
print(faults.isEmpty ? "nothing outlives what it is for" : "\(faults.count) things are wrong")
exit(faults.isEmpty ? 0 : 1)
