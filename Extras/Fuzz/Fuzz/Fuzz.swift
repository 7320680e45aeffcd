// One program for all fuzzers: the first argument says which, the others are libFuzzer's.
//
//   fuzz --list                        the names
//   fuzz --longest NAME                the longest input that says something new
//   fuzz NAME --begin FOLDER WORDS     writes the seeds into a folder, and the dictionary into a file
//   fuzz NAME [ARGUMENT…]              libFuzzer, or one try of each file that is named

import CFuzzer
import Foundation

@main
enum Fuzz {
    /// Seconds of processor time that one input may take.
    static let longest: Int32 = 2

    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.dropFirst().first == "--list" {
            return print(Property.all.map(\.name).joined(separator: "\n"))
        }
        if arguments.count == 3, arguments[1] == "--longest", let property = Property.named(arguments[2]) {
            return print(property.longest)
        }
        guard arguments.count > 1, let property = Property.named(arguments[1]) else {
            FileHandle.standardError.write(Data("fuzz: name one of \(Property.all.map(\.name))\n".utf8))
            exit(64)
        }
        if arguments.count == 5, arguments[2] == "--begin" {
            return try begin(property, in: arguments[3], words: arguments[4])
        }
        chosen = property
        // What is made once is not an input's fault.
        for seed in try property.seeds() { try property.check(seed) }
        var count = CommandLine.argc - 1
        var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        rest?[0] = CommandLine.unsafeArgv[0]
        exit(LLVMFuzzerRunDriver(&count, &rest) { Fuzz.attempt(UnsafeBufferPointer(start: $0, count: $1)) })
    }

    /// Set once, before libFuzzer begins.
    private nonisolated(unsafe) static var chosen = Property.json

    private static func attempt(_ input: UnsafeBufferPointer<UInt8>) -> Int32 {
        let bytes = Array(input)
        fuzz_limit_processor_seconds(longest)
        defer { fuzz_limit_processor_seconds(0) }
        fuzz_count_from_here()
        do {
            try chosen.check(bytes)
        } catch {
            stop("\(error)")
        }
        let peak = fuzz_peak_bytes()
        // A MiB for each KiB that was begun.
        let allowed = max(1, (bytes.count + 1_023) / 1_024) << 20
        if peak > allowed { stop("\(bytes.count) bytes of input took \(peak) bytes of memory") }
        return 0
    }

    /// Ends in a way that libFuzzer takes for a find.
    private static func stop(_ reason: String) -> Never {
        FileHandle.standardError.write(Data("fuzz \(chosen.name): \(reason)\n".utf8))
        abort()
    }

    private static func begin(_ property: Property, in folder: String, words file: String) throws {
        for (index, seed) in try property.seeds().enumerated() {
            try Data(seed).write(to: URL(fileURLWithPath: folder).appending(path: "seed-\(index)"))
        }
        // libFuzzer's form: one quoted word a line, what is not plain as \xHH.
        let lines = property.words.map { word in
            let bytes = word.utf8.map { byte -> String in
                (0x20...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C
                    ? String(UnicodeScalar(byte)) : String(format: "\\x%02X", byte)
            }
            return "\"\(bytes.joined())\"\n"
        }
        try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: file))
    }
}
