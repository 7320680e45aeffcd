// A file for a secret: made new, for its owner alone, and never over another.

private import Glibc

enum PrivateFile {
    /// Writes a secret to a new file of mode 0600, or to stdout for `-`.
    static func write(_ text: String, to path: String) throws {
        if path == "-" {
            Terminal.result(text: text)
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw Failure(.conflict, "\(path) exists already and is not overwritten; name another file")
            }
            throw Failure(.general, "\(path) can't be made (\(String(cString: strerror(errno))))")
        }
        let bytes = Array(text.utf8)
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten else {
            unlink(path)
            throw Failure(.general, "\(path) can't be written; is the disk full?")
        }
    }

    /// Writes a file of mode 0600 whole or not at all, over the one that was there.
    static func replace(_ path: String, with text: String) throws {
        let draft = "\(path).\(getpid())"
        unlink(draft)
        try write(text, to: draft)
        guard rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw Failure(.general, "\(path) can't be written (\(reason))")
        }
    }

    /// Says so on stderr when others on this machine can read a file that holds a secret.
    static func warnIfOpen(_ path: String) {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_mode & 0o077 != 0
        else { return }
        Terminal.note("tessera: warning: others can read the private key in \(path); run: chmod 600 \(path)")
    }
}
