// The folder that holds everything: the database, the master key, the issuer's name.

private import Glibc

/// A data folder that exists and that only its owner may enter.
struct DataFolder: Sendable {
    let path: String

    var database: String { path + "/tessera.db" }
    var masterKey: String { path + "/master.key" }
    private var issuer: String { path + "/issuer" }
    private var development: String { path + "/development" }

    /// Opens the folder, and makes it where it is missing.
    init(_ path: String) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DataFolder.unwritable(path) }
        guard access(path, R_OK | W_OK | X_OK) == 0 else { throw DataFolder.unwritable(path) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.configuration, "\(path) is not a folder; name another with --data")
        }
        // The files in it are their owner's alone; who may write here could put others in their place.
        if status.st_mode & 0o002 != 0 {
            throw Failure(
                .configuration,
                "everybody on this machine may write in the data folder \(path); run: chmod 700 \(path)")
        }
    }

    /// The folder named by an option or by `TESSERA_DATA`; else `.tessera` in the current folder.
    static func named(_ option: String?) throws -> DataFolder {
        try DataFolder(option ?? getenv("TESSERA_DATA").map { String(cString: $0) } ?? ".tessera")
    }

    var hasDatabase: Bool { access(database, F_OK) == 0 }

    /// Keeps development and production apart: a development start sets passwords and registers sample APIs.
    func claim(forDevelopment isDevelopment: Bool) throws {
        let isMarked = access(development, F_OK) == 0
        if isDevelopment, !isMarked {
            guard !hasDatabase else {
                throw Failure(
                    .configuration,
                    "the data folder \(path) was not made by development mode, which would change accounts "
                        + "in it; "
                        + "name another with --data, or leave --dev out"
                )
            }
            try write("this folder belongs to serve --dev\n", to: development)
        }
        if !isDevelopment, isMarked {
            throw Failure(
                .configuration,
                "the data folder \(path) was made by development mode; name another with --data, or add --dev"
            )
        }
    }

    /// The issuer of the last start, for commands that make tokens while no server tells them.
    func rememberedIssuer() throws -> String? {
        guard access(issuer, R_OK) == 0 else { return nil }
        return String(try Secrets.read(issuer).prefix { $0 != "\n" })
    }

    func remember(issuer value: String) throws { try write(value + "\n", to: issuer) }

    /// Writes a small file whole or not at all.
    private func write(_ text: String, to path: String) throws {
        do {
            try PrivateFile.replace(path, with: text)
        } catch {
            throw Failure(.configuration, Failure(error).sentence)
        }
    }

    private static func unwritable(_ path: String) -> Failure {
        let reason = String(cString: strerror(errno))
        return Failure(
            .configuration,
            "the data folder \(path) can't be written (\(reason)); make it writable for this user, or name "
                + "another "
                + "with --data"
        )
    }
}
