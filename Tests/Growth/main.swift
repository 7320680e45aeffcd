// The check of what tokens leave behind: growth [--tokens N]. Ends with 1 when anything outlives what it is for.
//
// It also makes the databases that `./dev bench server` measures on:
//
//   growth populate DATABASE API SCOPE TERMS NOW ACCOUNTS GRANTS
//   growth codes DATABASE API SCOPE TERMS NOW CLIENT COUNT DAYS    one code a line

import Foundation
import SQLSQLite

/// Told at once, also where a file or a pipe listens.
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

let arguments = Array(CommandLine.arguments.dropFirst())
if let verb = arguments.first, ["populate", "codes"].contains(verb), arguments.count == (verb == "codes" ? 9 : 8),
    let now = Int(arguments[5]), let count = Int(arguments[7])
{
    let population = try await Population(
        path: arguments[1], api: arguments[2], scope: arguments[3], terms: arguments[4], now: now)
    if verb == "populate", let accounts = Int(arguments[6]) {
        try await population.fill(accounts: accounts, grants: count) { say($0) }
    } else {
        let codes = try await population.codes(count, for: arguments[6], days: Int(arguments[8]) ?? 0)
        say(codes.joined(separator: "\n"))
    }
    try population.database.close()
    exit(0)
}
let number = arguments.count == 2 && arguments[0] == "--tokens" ? Int(arguments[1]) : nil
guard arguments.isEmpty || (number ?? 0) > 0 else {
    print("usage: growth [--tokens N]")
    exit(64)
}
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tessera-growth-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let faults = try await Growth(tokens: number ?? 1_000_000, folder: folder.path) { say($0) }.run()
try FileManager.default.removeItem(at: folder)
for fault in faults.prefix(20) { print("wrong: \(fault)") }
print(faults.isEmpty ? "nothing outlives what it is for" : "\(faults.count) things are wrong")
exit(faults.isEmpty ? 0 : 1)
