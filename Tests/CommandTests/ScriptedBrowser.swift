// A browser for the command: the command tells it the URL through a file, and it signs in and allows over HTTP.

import Fetching
import Foundation
import JOSE
import OAuth
import Synchronization

/// A person at a browser, who signs in where they are asked and allows what they are asked for.
final class ScriptedBrowser {
    private let folder: String
    private let person: (name: String, password: String)
    private var cookies: [String: String] = [:]

    init(in scratch: Scratch, as name: String = "", password: String = "") throws {
        folder = scratch.path
        person = (name, password)
        let script = "#!/bin/sh\nprintf '%s' \"$1\" > '\(folder)/url.new' && mv '\(folder)/url.new' '\(folder)/url'\n"
        try script.write(toFile: command, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: command)
    }

    /// What the command is to run with a URL.
    var command: String { folder + "/browser" }

    /// Runs the command, and visits the URL that it opens, however late; one that ends without opening any is not visited.
    func visiting(_ arguments: [String], environment: [String: String]) async throws -> Command {
        try? FileManager.default.removeItem(atPath: folder + "/url")
        let all = arguments + ["--browser", command]
        let ended = Atomic(false)
        async let run = {
            defer { ended.store(true, ordering: .releasing) }
            return try await Command.apart(all, environment: environment)
        }()
        var url = ""
        while url.isEmpty, !ended.load(ordering: .acquiring) {
            try await Task.sleep(for: .milliseconds(20))
            url = (try? String(contentsOfFile: folder + "/url", encoding: .utf8)) ?? ""
        }
        if !url.isEmpty { try await visit(url) }
        return try await run
    }

    /// Goes where a URL leads, until it leads to a page that asks for nothing.
    private func visit(_ start: String) async throws {
        let origin = try Issuer(String(start.prefix { $0 != "?" })).origin
        var answer = try await ask("GET", start)
        for _ in 0..<8 {
            let text = String(decoding: answer.body, as: UTF8.self)
            if let next = answer.values("Location").first {
                answer = try await ask("GET", next.hasPrefix("/") ? origin + next : next)
            } else if text.contains("name=\"password\"") {
                let filled = hidden(text) + [("username", person.name), ("password", person.password)]
                answer = try await ask("POST", origin + "/login", filled)
            } else if text.contains("name=\"decision\"") {
                answer = try await ask("POST", origin + "/consent", hidden(text) + [("decision", "allow")])
            } else {
                return
            }
        }
    }

    private func hidden(_ text: String) -> [(name: String, value: String)] {
        text.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)"/).map { found in
            let value = String(found.2).replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
                .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
            return (String(found.1), value)
        }
    }

    private func ask(_ method: String, _ url: String, _ form: [(name: String, value: String)]? = nil) async throws
        -> IncomingAnswer
    {
        var request = OutgoingRequest(method, url)
        if !cookies.isEmpty {
            request.fields.append(("Cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")))
        }
        if let form {
            request.fields += [
                ("Origin", try Issuer(url).origin), ("Sec-Fetch-Site", "same-origin"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ]
            request.body = Array(FormParameters.text(form).utf8)
        }
        let answer = try await HTTPFetch(timeout: 60).send(request)
        for field in answer.values("Set-Cookie") {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1]) }
        }
        return answer
    }
}
