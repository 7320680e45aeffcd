// The Swift side of `./dev interop`: one JSON request a line on stdin, one JSON answer a line on stdout.
// Argument: the library that answers, `tessera` or `jwt-kit`.

import Foundation
import JOSE

let peers: [String: any Peer] = ["tessera": TesseraPeer(), "jwt-kit": JWTKitPeer()]
guard CommandLine.arguments.count == 2, let peer = peers[CommandLine.arguments[1]] else {
    print("usage: jose-peer tessera|jwt-kit")
    exit(64)
}
while let line = readLine() {
    // Not by print, which would keep the line in a buffer while the asker waits for it.
    FileHandle.standardOutput.write(Data(await answer(to: line) + [UInt8(ascii: "\n")]))
}

func answer(to line: String) async -> [UInt8] {
    do {
        let request = try Request(parsing: line)
        let members = try await peer.answer(request)
        return JSONWriter.object { json in members.forEach { $0.write(to: &json) } }
    } catch let error as JOSEError {
        return JSONWriter.object { $0.member("error", "\(error.code): \(error.sentence)") }
    } catch {
        return JSONWriter.object { $0.member("error", "\(error)") }
    }
}
