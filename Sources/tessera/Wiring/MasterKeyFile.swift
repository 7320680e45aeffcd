// The master key's file: made at first start, readable by its owner alone, refused otherwise.

internal import Authority
private import Glibc

enum MasterKeyFile {
    /// Reads the key, or makes one where there is no data yet that another key could have sealed.
    ///
    /// - Parameter mayMake: whether a missing file may be made.
    static func open(_ path: String, mayMake: Bool) throws -> MasterKey {
        if access(path, F_OK) != 0, errno == ENOENT {
            guard mayMake else {
                throw Failure(
                    .configuration,
                    "the master key \(path) is missing, and the signing keys of this data can't be opened "
                        + "without it; "
                        + "put it back from your backup"
                )
            }
            try make(path)
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(
                .configuration, "the master key \(path) can't be read (\(String(cString: strerror(errno))))")
        }
        defer { close(descriptor) }
        // Asked of the open file, not of its name: nobody can swap it in between.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.configuration, "the master key \(path) is not a file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(
                .configuration,
                "the master key \(path) can be read by others (mode "
                    + "\(String(status.st_mode & 0o777, radix: 8))); "
                    + "run: chmod 600 \(path)"
            )
        }
        var bytes = [UInt8](repeating: 0, count: MasterKey.length + 1)
        let count = read(descriptor, &bytes, bytes.count)
        return try MasterKey(bytes: Array(bytes.prefix(max(0, count))))
    }

    /// Makes the file; fails rather than touching one that another process made meanwhile.
    private static func make(_ path: String) throws {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw Failure(
                .configuration, "the master key \(path) can't be made (\(String(cString: strerror(errno))))")
        }
        let bytes = RandomSecret.bytes(MasterKey.length)
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten else {
            unlink(path)
            throw Failure(.configuration, "the master key \(path) can't be written; is the disk full?")
        }
    }
}
