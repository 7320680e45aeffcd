// The Swift side of two parts of `./dev interop`: our verifier, which answers tokens with verdicts as the programs in other
// languages do, and an issuer whose tokens are wrong on purpose.

import Foundation
import TokenTesting

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "verify" where arguments.count == 3:
    let verifier = try TokenVerifier(issuer: arguments[1], audience: arguments[2])
    for await token in lines { say(await verdict(verifier, token)) }
case "issue" where arguments.count == 2:
    try await TestAuthority.live(audience: arguments[1]) { authority in
        say(authority.issuer.value)
        for await request in lines { say(await answer(authority, request)) }
    }
default:
    say(
        """
        usage: token-peer verify ISSUER AUDIENCE    one token a line on stdin, one verdict a line on stdout
               token-peer issue AUDIENCE            says its URL, then answers: flaws | good | FLAW | revoke TOKEN | rotate
        """
    )
    exit(64)
}

/// The lines of stdin. A thread of its own waits for them, so that nobody else does.
var lines: AsyncStream<String> {
    AsyncStream { lines in
        Thread.detachNewThread {
            while let line = readLine() { lines.yield(line) }
            lines.finish()
        }
    }
}

/// Not by print, which would keep the line in a buffer while the asker waits for it.
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

func verdict(_ verifier: TokenVerifier, _ token: String) async -> String {
    do {
        return "accepted \(try await verifier.verify(token).subject)"
    } catch {
        return "refused \(error.code)"
    }
}

func answer(_ authority: TestAuthority, _ request: String) async -> String {
    let words = request.split(separator: " ").map(String.init)
    do {
        switch words.first {
        case "flaws":
            return TokenFlaw.allCases.map { "\($0) \($0.expectedCode)" }.joined(separator: ",")
        case "good":
            return try authority.token()
        case "revoke" where words.count == 2:
            try authority.revoke(words[1])
            return "revoked"
        case "rotate":
            try authority.rotateKeys()
            return "rotated"
        case let name?:
            guard let flaw = TokenFlaw(rawValue: name) else { return "there is no flaw \(name)" }
            return try authority.token(flaw)
        case nil:
            return "say something"
        }
    } catch {
        return "failed: \(error)"
    }
}
