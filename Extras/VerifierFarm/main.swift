// Many verifiers in one process, as many APIs would have them: each with its own connection, lists and memory. Commands
// come by stdin, answers go to stdout; every time is nanoseconds of the machine's one monotonic clock.
//
//   load RATE TOKEN…   from now on so many verifications a second of these tokens, spread over the verifiers
//   watch TOKEN        → watching N        every verifier took the token; from now on each is asked again and again
//                      → refused T…        when each refused it, in the order of the verifiers; - for never
//   count              → count GOOD BAD    verifications of the load so far, good and not

import Foundation
import Logging
import TokenVerifier

guard CommandLine.arguments.count == 4, let count = Int(CommandLine.arguments[3]), count > 0 else {
    print("usage: verifier-farm ISSUER AUDIENCE COUNT")
    exit(64)
}
let farm = try Farm(issuer: CommandLine.arguments[1], audience: CommandLine.arguments[2], count: count)

/// Lines of stdin, read by a thread of their own: reading blocks.
let lines = AsyncStream<String> { lines in
    Thread {
        while let line = readLine() { lines.yield(line) }
        lines.finish()
    }.start()
}

/// Says a line at once. (The stream `stdout` would wait for its buffer, and flushing it for whoever reads stdin.)
func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
}

say("ready")
for await line in lines {
    let words = line.split(separator: " ").map(String.init)
    switch words.first {
    case "load": farm.load(rate: Int(words[1]) ?? 1, tokens: Array(words[2...]))
    case "watch": await farm.watch(words[1])
    case "count":
        let (good, bad) = farm.counted
        say("count \(good) \(bad)")
    default: say("unknown")
    }
}
exit(0)
