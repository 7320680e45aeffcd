// tessera request: a request to an API with the right token on it, and an explanation where it was refused.

internal import ArgumentParser
internal import Fetching
internal import JOSE
internal import OAuth

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Call an API with the token of your sign-in.",
        discussion: """
            Without a token the API is asked first; its 401 says who issues tokens for it, and the token of your sign-in there is \
            sent. A token only goes to the API that it is for. The body of the answer goes to stdout.

            Examples:
              tessera request GET https://api.example.com/notes
              tessera request POST https://api.example.com/notes --header "Content-Type: application/json" --data @note.json

            Exit codes: 0 for 2xx and 3xx, 4 for 401, 5 for 403, 3 for 404, 1 for the rest.
            """
    )

    @Argument(help: "The method.") var method: String
    @Argument(help: "The URL.") var url: String
    @Option(help: "A field, as \"Name: value\"; may be repeated.") var header: [String] = []
    @Option(help: "The body: a text, @FILE, or - for stdin.") var data: String?
    @Option(
        help: "A file with the token, or - for stdin. (default: $TESSERA_TOKEN, else that of your sign-in)")
    var tokenFile: String?
    @Option(help: "The issuer of your sign-in. (default: the one that the API names)") var issuer: String?
    @Option(help: "The id of the client. (default: that of the sign-in)") var clientId: String?
    @Flag(help: "Print the status and the fields of the answer too.") var include = false
    @OptionGroup var proof: RemoteClientOptions
    @OptionGroup var options: WireOptions

    func run() async throws {
        var request = OutgoingRequest(method.uppercased(), url, try fields(), body: try body())
        if request.body != nil, !request.fields.contains(where: { $0.name.lowercased() == "content-type" }) {
            request.fields.append(("Content-Type", "application/x-www-form-urlencoded"))
        }
        let given = try tokenFile.map { try Secrets.line(of: $0) } ?? Secrets.environment("TESSERA_TOKEN")
        let answer: IncomingAnswer
        if let given, !given.isEmpty {
            let type = proof.proofKey == nil ? "Bearer" : "DPoP"
            answer = try await send(
                request,
                HeldToken(given, type: type, proofKeyFile: proof.proofKey))
        } else {
            answer = try await ask(request)
        }
        show(answer)
        try explain(answer)
    }

    /// Asks without a token, and again with the one that the API names.
    private func ask(_ request: OutgoingRequest) async throws -> IncomingAnswer {
        let first = try await options.wire.send(request)
        guard first.status == 401 else { return first }
        let challenges = ReadChallenge.of(first)
        let place = challenges.compactMap { $0["resource_metadata"] }.first
        guard let place = place ?? (issuer == nil ? nil : ProtectedResourceMetadata.places(of: url).first)
        else {
            Terminal.note("The API wants a token and does not say whose: give it with --token-file.")
            return first
        }
        let document = try await ResourceDocument.fetch(place, by: options.wire)
        let resource = document.resource ?? ""
        guard document.fit(to: url) != .other else {
            throw Failure(
                .general,
                "\(url) says that it is \(resource.excerptForTerminal), which is another API; no token was sent to it"
            )
        }
        guard let issuer = issuer ?? document.issuers.first else {
            throw Failure(.general, "\(resource.excerptForTerminal) does not say who issues its tokens")
        }
        guard document.issuers.contains(where: { $0.hasBytes(of: issuer) }) else {
            throw Failure(
                .general,
                "\(resource.excerptForTerminal) takes no token of \(issuer); it takes those of "
                    + document.issuers.joined(separator: " ").excerptForTerminal)
        }
        let wish = HeldToken.Wish(issuer: issuer, clientID: clientId, resource: resource)
        let held = try await HeldToken.find(wish, by: options.wire) { [proof, options] login, server in
            try proof.client(of: login, at: server, by: options.wire)
        }
        guard let held else {
            let scopes =
                challenges.compactMap { $0["scope"] }.first.map { " --scope \"\($0.excerptForTerminal)\"" }
                ?? ""
            throw Failure(
                .credentials,
                "you are not signed in at \(issuer.excerptForTerminal); run: tessera login \(issuer.excerptForTerminal) "
                    + "--client-id ID --resource \(resource.excerptForTerminal)\(scopes)")
        }
        // The API named itself and its issuer: by its word alone no token goes to it.
        guard held.isFor(resource) else {
            throw Failure(
                .credentials,
                "the token of your sign-in at \(issuer.excerptForTerminal) does not say for which API it is, so it was not sent; "
                    + "sign in for this one: tessera login \(issuer.excerptForTerminal) --client-id \(held.clientID) "
                    + "--resource \(resource.excerptForTerminal)")
        }
        return try await send(request, held)
    }

    /// Sends a request with a token, and with a proof where the token is bound; once more where a nonce is wanted.
    private func send(_ request: OutgoingRequest, _ token: HeldToken) async throws -> IncomingAnswer {
        let key =
            try token.type == "DPoP"
            ? (proof.proofKey ?? token.proofKeyFile).map { try RemoteClientOptions.key($0) } : nil
        guard token.type != "DPoP" || key != nil else {
            throw Failure(.usage, "the token is bound to a key; name its file with --dpop")
        }
        let first = try await options.wire.send(carrying(token, key, nonce: nil, request))
        guard key != nil, first.status == 401, let nonce = first.values("DPoP-Nonce").first,
            ReadChallenge.of(first).contains(where: { $0["error"]?.hasBytes(of: "use_dpop_nonce") ?? false })
        else { return first }
        return try await options.wire.send(carrying(token, key, nonce: nonce, request))
    }

    private func carrying(
        _ token: HeldToken,
        _ key: JOSE.SigningKey?,
        nonce: String?,
        _ request: OutgoingRequest
    ) throws -> OutgoingRequest {
        var request = request
        request.fields.append(("Authorization", "\(token.type) \(token.text)"))
        if let key {
            let proof = try RemoteClient.proof(
                request.method, url, token: token.text, nonce: nonce, at: options.wire.now(), by: key)
            request.fields.append(("DPoP", proof))
        }
        return request
    }

    private func fields() throws -> [(name: String, value: String)] {
        try header.map { text in
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
                throw Failure(.usage, "a field is written as \"Name: value\"")
            }
            return (
                String(text[..<colon]).trimmedOfSpace,
                String(text[text.index(after: colon)...]).trimmedOfSpace
            )
        }
    }

    private func body() throws -> [UInt8]? {
        guard let data else { return nil }
        if data == "-" { return Array(try Secrets.read("-").utf8) }
        return Array((data.hasPrefix("@") ? try Secrets.read(String(data.dropFirst())) : data).utf8)
    }

    private func show(_ answer: IncomingAnswer) {
        let text = String(decoding: answer.body, as: UTF8.self)
        if options.json {
            Terminal.result(
                json: JSONWriter.object { json in
                    json.member("status", answer.status)
                    json.object("headers") { json in
                        for field in answer.fields { json.member(field.name.lowercased(), field.value) }
                    }
                    json.member("body", text)
                }
            )
            return
        }
        if include {
            Terminal.result("HTTP \(answer.status)")
            for field in answer.fields { Terminal.result("\(field.name): \(field.value)".escapedForTerminal) }
            Terminal.result("")
        }
        Terminal.result(text: text.isEmpty || text.hasSuffix("\n") ? text : text + "\n")
    }

    /// What a refusal means, on stderr.
    private func explain(_ answer: IncomingAnswer) throws {
        guard answer.status >= 400 else { return }
        for challenge in ReadChallenge.of(answer) {
            guard let error = challenge["error"] else { continue }
            let more = challenge["error_description"].map { ": \($0)" } ?? ""
            Terminal.note("tessera: refused: \((error + more).excerptForTerminal)")
            if let scope = challenge["scope"] {
                Terminal.note(
                    "tessera: hint: it needs the scope \(scope.excerptForTerminal); sign in again with --scope"
                )
            }
        }
        let code: Failure.Code =
            switch answer.status {
            case 401: .credentials
            case 403: .notAllowed
            case 404: .notFound
            default: .general
            }
        throw ExitCode(code.rawValue)
    }
}
