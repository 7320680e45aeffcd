// The options of every command that works on the local data.

internal import ArgumentParser

struct DataOptions: ParsableArguments {
    @Option(help: "The data folder. (default: $TESSERA_DATA, else .tessera)") var data: String?

    @Flag(help: "Print JSON.") var json = false

    /// Opens the data. Whoever may read the folder is its administrator.
    func open() async throws -> OpenHouse { try await OpenHouse(DataFolder.named(data)) }
}

/// Where a password comes from.
struct PasswordOptions: ParsableArguments {
    @Option(help: "A file with the password, or - for stdin. (default: $TESSERA_PASSWORD, else a prompt)")
    var passwordFile: String?

    func password(_ prompt: String) throws -> String {
        try Secrets.password(file: passwordFile, variable: "TESSERA_PASSWORD", prompt: prompt)
    }
}
