// The database file before SQLite sees it: made for its owner's eyes only.

import SQL

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum DatabaseFile {
    /// Makes the file where there is none, and takes every right from group and others where they have one.
    ///
    /// SQLite gives the `-wal` and `-shm` files the mode of the database, so this mode is theirs too; those that
    /// an earlier, laxer file left behind are narrowed as well. The umask stays as it is: it belongs to the
    /// whole process.
    static func makePrivate(_ path: String) throws {
        try make(path)
        for file in [path, path + "-wal", path + "-shm"] {
            try narrow(file, mayBeMissing: file != path)
        }
    }

    private static func make(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        guard errno == EEXIST else { throw SQLFault.cannotOpen(path: path, reason: reason(errno)) }
    }

    // By path, never through a descriptor: closing one drops every lock that this process holds on the file,
    // also those of a connection that is open already.
    private static func narrow(_ path: String, mayBeMissing: Bool) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if mayBeMissing, errno == ENOENT { return }
            throw SQLFault.cannotOpen(path: path, reason: reason(errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SQLFault.cannotOpen(path: path, reason: "it is not a file")
        }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(path, 0o600) == 0 else {
            throw SQLFault.cannotOpen(path: path, reason: "others can read it, and that can't be changed")
        }
    }

    private static func reason(_ code: CInt) -> String {
        switch code {
        case ENOENT: "its folder doesn't exist"
        case EACCES, EPERM: "permission denied"
        case EROFS: "the file system is read-only"
        case EISDIR: "it is a folder"
        case ENOTDIR: "a part of its path is not a folder"
        case ENOSPC, EDQUOT: "the disk is full"
        default: "system error \(code)"
        }
    }
}
