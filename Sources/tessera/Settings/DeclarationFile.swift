// A declaration's file: JSON or YAML, and the secrets at the places that it names.

internal import Authority
internal import JOSE
internal import OAuth
internal import Yams

struct DeclarationFile {
    let declaration: Declaration
    let secrets: [SecretPlace: String]

    /// Bytes.
    private static let longest = 1_048_576

    /// Reads a file, or stdin for `-`, and every secret that it names. Paths are meant from the file's own folder.
    init(_ path: String) throws {
        let text = try Secrets.read(path, upTo: DeclarationFile.longest)
        let root: JSONValue
        do {
            let isJSON = text.utf8.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
            root = try JSONDocument.object(
                parsing: isJSON ? Array(text.utf8) : DeclarationFile.json(ofYAML: text, path),
                limits: JSONLimits(length: DeclarationFile.longest, depth: 16))
        } catch let fault as JSONFault {
            throw Failure(.configuration, "\(path) can't be read: \(fault.sentence)")
        }
        do {
            declaration = try Declaration(root)
        } catch {
            throw Failure(.configuration, "\(path): \(error.sentence)")
        }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        var secrets: [SecretPlace: String] = [:]
        for place in declaration.accounts.compactMap(\.password) + declaration.clients.compactMap(\.secret) {
            secrets[place] = try DeclarationFile.secret(at: place, in: folder, of: path)
        }
        self.secrets = secrets
    }

    private static func secret(
        at place: SecretPlace,
        in folder: String,
        of path: String
    ) throws -> String {
        switch place {
        case .file(let name):
            let isAbsolute = name.utf8.first == UInt8(ascii: "/")
            return try Secrets.line(of: isAbsolute || folder.isEmpty ? name : "\(folder)/\(name)")
        case .environment(let name):
            guard let value = Secrets.environment(name), !value.isEmpty else {
                throw Failure(
                    .configuration,
                    "\(path) takes a secret from the environment variable \(name), which is not set")
            }
            return value
        }
    }

    /// YAML as JSON: what YAML adds to it (anchors, tags, several documents) is not needed here.
    private static func json(ofYAML text: String, _ path: String) throws -> [UInt8] {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Failure(.configuration, "\(path) is neither JSON nor YAML: \(error)")
        }
        guard let node, case .mapping = node else {
            throw Failure(.configuration, "\(path) must be an object with apis, accounts and clients")
        }
        return json(of: node)
    }

    private static func json(of node: Node) -> [UInt8] {
        switch node {
        case .mapping(let mapping):
            let members = mapping.map {
                JSONWriter.string($0.key.string ?? "") + Array(":".utf8) + json(of: $0.value)
            }
            return Array("{".utf8) + members.joined(separator: ",".utf8) + Array("}".utf8)
        case .sequence(let sequence):
            return Array("[".utf8) + sequence.map { json(of: $0) }.joined(separator: ",".utf8)
                + Array("]".utf8)
        case .scalar, .alias:
            if node.tag == Tag(.bool), let flag = node.bool { return Array((flag ? "true" : "false").utf8) }
            if node.tag == Tag(.int), let number = node.int { return Array(String(number).utf8) }
            if node.tag == Tag(.null) { return Array("null".utf8) }
            return JSONWriter.string(node.string ?? "")
        }
    }
}
