// A light load: many connections, one request at a time on each, from one thread. It asks as fast as it is answered.
//
//   server-load PORT CONNECTIONS SECONDS TEMPLATE [--values FILE] [--once] [--chain MEMBER] [--keep MEMBER FILE]…
//               [--times FILE]
//
// TEMPLATE is a file with a request: head, empty line, body. Where it has {}, a line of the values goes: each in turn, with
// --once no line twice, and with --chain the member of the answer's JSON takes the place of the line that was sent. The
// members that are kept are written to their files, one a line, and so are the microseconds that each answer took. One line
// of JSON says how it went.

import Glibc

let arguments = CommandLine.arguments
guard arguments.count >= 5, let port = UInt16(arguments[1]), let count = Int(arguments[2]),
    let seconds = Double(arguments[3])
else { stop("usage: server-load PORT CONNECTIONS SECONDS TEMPLATE [OPTIONS]") }

var values: [[UInt8]] = []
var (isOnce, chained) = (false, [UInt8]?.none)
var timed: String?
var kept: [(member: [UInt8], file: String, lines: [[UInt8]])] = []
var rest = arguments.dropFirst(5)
while let option = rest.popFirst() {
    switch option {
    case "--values": values = lines(of: rest.popFirst() ?? "")
    case "--once": isOnce = true
    case "--chain": chained = Array((rest.popFirst() ?? "").utf8)
    case "--keep": kept.append((Array((rest.popFirst() ?? "").utf8), rest.popFirst() ?? "", []))
    case "--times": timed = rest.popFirst()
    default: stop("no option \(option)")
    }
}

let load = Load(
    template: Template(file: arguments[4]), port: port, values: values, isOnce: isOnce, chained: chained)
let result = load.run(connections: count, seconds: seconds) { answer in
    for place in kept.indices {
        if let value = member(kept[place].member, of: answer) { kept[place].lines.append(value) }
    }
}
for (_, file, lines) in kept { write(lines, to: file) }
if let timed { write(load.times.map { Array(String(Int($0 * 1e6)).utf8) }, to: timed) }
print(result)
