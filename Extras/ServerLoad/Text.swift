// Bytes of files and answers, as far as a load reads them.

import Glibc

/// Says a line to whoever looks on.
func say(_ text: String) {
    let line = Array("server-load: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

func stop(_ reason: String) -> Never {
    say(reason)
    exit(64)
}

func bytes(of file: String) -> [UInt8] {
    guard let stream = fopen(file, "r") else { stop("\(file) can't be read") }
    defer { fclose(stream) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { all += buffer[..<count] }
    return all
}

func lines(of file: String) -> [[UInt8]] { bytes(of: file).split(separator: 0x0A).map(Array.init) }

func write(_ lines: [[UInt8]], to file: String) {
    guard let stream = fopen(file, "w") else { stop("\(file) can't be written") }
    let all = Array(lines.joined(separator: [0x0A]))
    fwrite(all, 1, all.count, stream)
    fclose(stream)
}

/// Where a text begins in another.
func find(_ text: [UInt8], in other: [UInt8], from start: Int) -> Int? {
    other.withUnsafeBufferPointer { whole in
        text.withUnsafeBufferPointer { part in
            var place = start
            while place + part.count <= whole.count {
                if whole[place] == part[0], whole[place..<(place + part.count)].elementsEqual(part) {
                    return place
                }
                place += 1
            }
            return nil
        }
    }
}

/// The string that a member of a JSON object has, where it needs no escape.
func member(_ name: [UInt8], of json: [UInt8]) -> [UInt8]? {
    guard let place = find([0x22] + name + Array("\":\"".utf8), in: json, from: 0) else { return nil }
    return Array(json[(place + name.count + 4)...].prefix { $0 != 0x22 })
}
