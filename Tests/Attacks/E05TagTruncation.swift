// E05: tags that are shorter or longer than they must be: a tag of four bytes is guessed in an hour.

import JOSE
import Testing

@Suite struct E05TagTruncation {
    @Test(arguments: ContentEncryption.allCases)
    func onlyTheWholeTagIsOne(_ encryption: ContentEncryption) throws {
        let target = try EncryptedTarget(.direct, as: encryption)
        let whole = target.honest.tag
        #expect(target.refusal(of: target.honest) == nil)
        for length in [0, 4, 8, 12, whole.count - 1] {
            let cut = target.honest.with { $0.tag = Array(whole.prefix(length)) }
            #expect(target.refusal(of: cut) == .decryptionFailed, "\(length)")
        }
        #expect(target.refusal(of: target.honest.with { $0.tag = whole + [0] }) == .decryptionFailed)
    }

    @Test(arguments: [4, 8, 12, 15, 17])
    func soForTheTagOfAWrappedKey(_ length: Int) throws {
        let target = try EncryptedTarget(.a256GCMKW)
        let text = try JSONDocument.object(parsing: Array(target.honest.header.utf8))["tag"]?.string ?? ""
        let tag = try Base64URL.decode(text)
        let other = Base64URL.encode((tag + [0]).prefix(length))
        let forged = target.honest.with { $0.header = $0.header.replacing(text, with: other) }
        #expect(target.refusal(of: forged) == .header("tag"))
    }
}
