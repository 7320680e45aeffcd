// tessera introspect: what an issuer says of a token (RFC 7662).

internal import ArgumentParser
internal import Fetching
internal import JOSE

struct IntrospectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "introspect",
        abstract: "Ask an issuer about a token, as a client that may.",
        discussion: """
            The answer goes to stdout as JSON. The exit code is 0 for a token that is active, and 10 for any other.

            Example:
              tessera introspect --issuer https://auth.example.com --client-id cli_7Q3hXb1mZp0RkTfd \
            --client-secret-file secret - < token
            """
    )

    // Never the issuer that the token names: a forged one would be sent our secret.
    @Option(help: "The issuer that is asked.") var issuer: String
    @Option(help: "The id of the client that asks.") var clientId: String
    @Argument(help: "- for stdin, @FILE, or the token.") var token: String = "-"
    @OptionGroup var proof: RemoteClientOptions
    @OptionGroup var options: WireOptions

    func validate() throws {
        guard token != "-" || proof.clientSecretFile != "-" else {
            throw ValidationError("the token and the secret can't both come from stdin; put one into a file")
        }
    }

    func run() async throws {
        let text = try TokenInput.read(token)
        let server = try await ServerDocument.find(ServerDocument.issuer(issuer), by: options.wire)
        let client = try proof.client(clientId, at: server, takesEnvironment: true, by: options.wire)
        let answer = try await client.post([("token", text)], to: "introspection_endpoint")
        guard answer.status == 200 else { throw RemoteClient.failure(answer, of: server.issuer) }
        let object: JSONValue
        do {
            object = try answer.object()
        } catch {
            throw Failure(.general, "\(issuer) did not answer with a JSON object: \(error.sentence)")
        }
        let isActive = object["active"]?.bool ?? false
        if options.json || isActive { Terminal.result(object.text.escapedForTerminal) }
        guard isActive else {
            if !options.json { Terminal.result("{\"active\":false}") }
            Terminal.note(
                "The token is not active: over, taken back, not of this issuer, or not for this client to know."
            )
            throw ExitCode(Failure.Code.claims.rawValue)
        }
    }
}
