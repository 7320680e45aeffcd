// tessera user: accounts on the local data.

internal import ArgumentParser
internal import Authority
internal import AuthorityServer
internal import JOSE
internal import Records

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Make, list and disable accounts, set passwords, and name administrators.",
        subcommands: [Create.self, List.self, Disable.self, SetPassword.self, Admin.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account.",
            discussion: "Example:\n  tessera user create ana --api https://api.example.com --scope notes:read"
        )

        @Argument(help: "The username.") var username: String
        @Option(help: "The API whose scopes are given. (default: the default API)") var api: String?
        @Option(help: "A scope that the account holds; may be repeated.") var scope: [String] = []
        @Flag(help: "Give all scopes of the API.") var allScopes = false
        @OptionGroup var passwordOptions: PasswordOptions
        @OptionGroup var options: DataOptions

        func run() async throws {
            let name = try Username(username)
            let password = try Password(passwordOptions.password("Password for \(name.name): "))
            let house = try await options.open()
            let accounts = Accounts(database: house.database)
            let apis = APIs(database: house.database)
            // Asked before the account is made, so that a mistyped scope leaves nothing half-done.
            if allScopes || !scope.isEmpty { try await apis.check(allScopes ? [] : scope, of: api) }
            let account = try await accounts.create(name, password: password, at: Clock.now())
            var held: [String] = []
            if allScopes || !scope.isEmpty {
                held = try await apis.grant(allScopes ? nil : scope, of: api, to: account)
            }
            if options.json {
                Terminal.result(json: UserCommand.json(account, scopes: held))
            } else {
                Terminal.result(account.id)
                Terminal.note(
                    "Created \(name.name) · scopes: \(held.isEmpty ? "none" : held.joined(separator: " "))")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts.")

        @OptionGroup var options: DataOptions

        func run() async throws {
            let accounts = try await Accounts(database: options.open().database).all()
            for account in accounts {
                if options.json {
                    Terminal.result(json: UserCommand.json(account, scopes: nil))
                } else {
                    let state = account.disabledAt == nil ? "enabled" : "disabled"
                    Terminal.result(
                        "\(account.username)\t\(account.id)\t\(state)\t\(Timestamp.text(account.createdAt))")
                }
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shut an account out and take back everything that it holds."
        )

        @Argument(help: "The username.") var username: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            let name = try Username(username)
            try await Accounts(database: options.open().database).disable(name, at: Clock.now())
            if options.json { Terminal.result("{\"username\":\"\(name.name)\",\"disabled\":true}") }
            Terminal.note("Disabled \(name.name); its sessions and tokens are taken back.")
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password",
            abstract:
                "Set the password of an account. Its sessions end, and what apps got; named tokens live on."
        )

        @Argument(help: "The username.") var username: String
        @OptionGroup var passwordOptions: PasswordOptions
        @OptionGroup var options: DataOptions

        func run() async throws {
            let name = try Username(username)
            let password = try Password(passwordOptions.password("New password for \(name.name): "))
            let accounts = Accounts(database: try await options.open().database)
            try await accounts.setPassword(of: name, to: password, at: Clock.now())
            if options.json { Terminal.result("{\"username\":\"\(name.name)\",\"changed\":true}") }
            Terminal.note("Set the password of \(name.name); its sessions are ended.")
        }
    }

    struct Admin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account an administrator: it may take back what is others'."
        )

        @Argument(help: "The username.") var username: String
        @Flag(help: "No longer.") var off = false
        @OptionGroup var options: DataOptions

        func run() async throws {
            let name = try Username(username)
            let accounts = Accounts(database: try await options.open().database)
            try await accounts.setAdministrator(name, to: !off, at: Clock.now())
            if options.json {
                Terminal.result(
                    json: JSONWriter.object { json in
                        json.member("username", name.name)
                        json.member("administrator", !off)
                    })
            }
            Terminal.note("\(name.name) is \(off ? "no administrator any more" : "an administrator now").")
        }
    }

    private static func json(_ account: Account, scopes: [String]?) -> [UInt8] {
        JSONWriter.object { json in
            json.member("id", account.id)
            json.member("username", account.username)
            json.member("disabled", account.disabledAt != nil)
            json.member("administrator", account.adminAt != nil)
            json.member("created_at", Timestamp.text(account.createdAt))
            if let scopes { json.member("scopes", scopes) }
        }
    }
}
