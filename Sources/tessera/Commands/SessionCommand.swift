// tessera session: where people are signed in, on the local data.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Records

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "List where an account is signed in, and end it.",
        subcommands: [List.self, End.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the sessions of an account.")

        @Option(help: "The username of an account.") var account: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let database = try await options.open().database
            for session in try await Sessions.live(of: Username(account), in: database, at: Clock.now()) {
                if options.json {
                    Terminal.result(json: List.json(session))
                } else {
                    let seen = session.browser.map { "seen \(Timestamp.text($0.seenAt))" } ?? ""
                    let place = [session.browser?.address, session.browser?.agent].compactMap { $0 }
                    Terminal.result(
                        "\(session.id)\t\(session.browser == nil ? "tokens" : "browser")\t"
                            + "since \(Timestamp.text(session.createdAt))\t\(seen)\t"
                            + place.joined(separator: " · ").escapedForTerminal)
                }
            }
        }

        private static func json(_ session: Session) -> [UInt8] {
            JSONWriter.object { json in
                json.member("id", session.id)
                json.member("kind", session.browser == nil ? "tokens" : "browser")
                json.member("created_at", Timestamp.text(session.createdAt))
                json.member("expires_at", Timestamp.text(session.expiresAt))
                guard let browser = session.browser else { return }
                json.member("last_seen_at", Timestamp.text(browser.seenAt))
                json.member("methods", browser.methods.split(separator: " ").map(String.init))
                if let address = browser.address { json.member("address", address) }
                if let agent = browser.agent { json.member("user_agent", agent) }
            }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a session, or with --account all of an account. Its login tokens die with it.",
            discussion:
                "Examples:\n  tessera session end ses_7Q3hXb1mZp0RkTfd\n  tessera session end --account ana",
            aliases: ["revoke"]
        )

        @Argument(help: "The id, as session list shows it.") var id: String?
        @Option(help: "The username of an account, all of whose sessions end.") var account: String?
        @OptionGroup var options: DataOptions

        func validate() throws {
            guard (id == nil) != (account == nil) else {
                throw ValidationError(
                    "say which sessions end: either an id, or --account NAME for all of an account")
            }
        }

        func run() async throws {
            let database = try await options.open().database
            var count = 1
            if let account {
                count = try await Sessions.endAll(of: Username(account), in: database, at: Clock.now())
            } else {
                try await Sessions.end(id ?? "", in: database, at: Clock.now())
            }
            if options.json { Terminal.result(json: JSONWriter.object { $0.member("ended", count) }) }
            Terminal.note("Ended \(count) session\(count == 1 ? "" : "s").")
        }
    }
}
