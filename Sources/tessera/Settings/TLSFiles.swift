// The files of a certificate and its key, as they stand at the moment.

private import Glibc
internal import Listening

/// Where the certificate and its key are.
struct TLSFiles: Sendable {
    let certificate: String
    let key: String

    /// Reads both. They are read again and again while the server runs, so a link to a file of another name is followed each
    /// time.
    func read() throws -> CertificatePair {
        let chain = try TLSFiles.text(of: certificate)
        try refuseOpenKey()
        return CertificatePair(chain: chain, key: try TLSFiles.text(of: key))
    }

    /// Reads a file of settings, which no standard input can be: it may be needed again.
    static func text(of path: String) throws -> String {
        do {
            return try Secrets.read(path == "-" ? "./-" : path)
        } catch let failure as Failure {
            throw Failure(.configuration, failure.sentence)
        }
    }

    /// A group may read a key, as that of the programs that share it does; everybody may not.
    private func refuseOpenKey() throws {
        var status = stat()
        guard stat(key, &status) == 0, status.st_mode & 0o007 != 0 else { return }
        throw Failure(
            .configuration,
            "the private key \(key) can be read by everybody on this machine (mode "
                + "\(String(status.st_mode & 0o777, radix: 8))); run: chmod o-rwx \(key)")
    }
}
