// A real server process on a free port of this machine, for as long as a test needs it.

import Foundation
import FoundationNetworking
import JOSE

/// A started `tessera serve --dev --json`.
struct RunningServer {
    let process: Process
    let issuer: String
    let username: String
    let password: String

    /// Starts a server, runs the body, and ends the server.
    ///
    /// - Parameter options: further ones of `serve`.
    static func with<T>(
        data: String,
        options: [String] = [],
        _ body: (RunningServer) async throws -> T
    ) async throws -> T {
        let process = Process()
        process.executableURL = Command.binary
        process.arguments = ["serve", "--dev", "--json", "--listen", "127.0.0.1:0", "--data", data] + options
        let stdout = Pipe()
        process.standardOutput = stdout
        process.standardError = FileHandle(forWritingAtPath: data + ".log") ?? FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        var line = Data()
        while let byte = try stdout.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
            byte != Data("\n".utf8)
        {
            line.append(byte)
        }
        let ready = try JSONDocument.object(parsing: Array(line))
        return try await body(
            RunningServer(
                process: process,
                issuer: ready["issuer"]?.string ?? "",
                username: ready["username"]?.string ?? "",
                password: ready["password"]?.string ?? ""
            )
        )
    }

    /// Sends a request and returns status and body.
    func send(
        _ method: String,
        _ path: String,
        authorization: String? = nil,
        json: String? = nil,
        form: String? = nil
    ) async throws -> (status: Int, body: [UInt8]) {
        var request = URLRequest(url: URL(string: issuer + path)!)
        request.httpMethod = method
        request.timeoutInterval = 60
        if let authorization { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
        if let json {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(json.utf8)
        }
        if let form {
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(form.utf8)
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, Array(data))
    }

    /// The development account's Basic credentials.
    var basic: String { "Basic " + Data("\(username):\(password)".utf8).base64EncodedString() }

    /// A token of the sample API.
    func token(_ json: String = "{}") async throws -> (token: String, id: String) {
        let answer = try await send("POST", "/api/tokens", authorization: basic, json: json)
        let object = try JSONDocument.object(parsing: answer.body)
        return (object["token"]?.string ?? "", object["id"]?.string ?? "")
    }
}
