// JSONTestSuite (Nicolas Seriot): what must be read, what must be refused, and what we decided where it is open.

import JOSE
import Testing

@Suite(
    "JSONTestSuite",
    .enabled(if: Vectors.has("jsontestsuite"), "\(Vectors.missing("jsontestsuite"))")
)
struct JSONTestSuiteTests {
    static let path = "jsontestsuite/test_parsing"

    private func files(_ prefix: String) throws -> [String] {
        try Vectors.names(in: Self.path).filter { $0.hasPrefix(prefix) }
    }

    private func fault(
        in name: String, duplicateNames: JSONLimits.DuplicateNames = .refused
    ) throws -> JSONFault? {
        let bytes = try Vectors.bytes(of: "\(Self.path)/\(name)")
        do {
            _ = try JSONDocument(parsing: bytes, limits: JSONLimits(duplicateNames: duplicateNames))
            return nil
        } catch {
            return error
        }
    }

    @Test("the grammar takes every y_ text; of these, JOSE forbids the two that name a member twice")
    func accepted() throws {
        let names = try files("y_")
        #expect(names.count == 95)
        for name in names {
            #expect(try fault(in: name, duplicateNames: .accepted) == nil, "\(name)")
            #expect(try fault(in: name) == Self.stricter[name], "\(name)")
        }
    }

    /// RFC 8259 leaves duplicate names open; RFC 7515 §4 and RFC 7519 §4 do not.
    static let stricter: [String: JSONFault] = [
        "y_object_duplicated_key.json": .duplicateName(offset: 10),
        "y_object_duplicated_key_and_value.json": .duplicateName(offset: 10),
    ]

    @Test("every n_ text is refused")
    func refused() throws {
        let names = try files("n_")
        #expect(names.count == 188)
        for name in names {
            #expect(try fault(in: name) != nil, "\(name)")
            #expect(try fault(in: name, duplicateNames: .accepted) != nil, "\(name)")
        }
    }

    @Test("every i_ text is decided as the table says")
    func decided() throws {
        #expect(try files("i_") == Self.decisions.map { $0.name }.sorted())
        for (name, decision) in Self.decisions {
            #expect(try fault(in: name) == decision, "\(name)")
            #expect(try fault(in: name, duplicateNames: .accepted) == decision, "\(name)")
        }
    }

    @Test("a number that is read has the value that a Double holds exactly, or none")
    func numbers() throws {
        let underflowing: Set = ["i_number_double_huge_neg_exp.json", "i_number_real_underflow.json"]
        let names = try files("i_number")
        #expect(names.count == 10)
        for name in names {
            let root = try JSONDocument(parsing: Vectors.bytes(of: "\(Self.path)/\(name)")).root
            let value = try #require(root.elements?.first)
            #expect(value.kind == .number)
            #expect(value.integer == nil)
            #expect(value.number == (underflowing.contains(name) ? 0 : nil), "\(name)")
        }
    }

    /// What is no UTF-8, half a surrogate pair or too deep is refused. A number is read whatever its size, and has no
    /// value beyond what a Double holds exactly: see the tests of JSONValue.
    static let decisions: [(name: String, fault: JSONFault?)] = [
        ("i_number_double_huge_neg_exp.json", nil),
        ("i_number_huge_exp.json", nil),
        ("i_number_neg_int_huge_exp.json", nil),
        ("i_number_pos_double_huge_exp.json", nil),
        ("i_number_real_neg_overflow.json", nil),
        ("i_number_real_pos_overflow.json", nil),
        ("i_number_real_underflow.json", nil),
        ("i_number_too_big_neg_int.json", nil),
        ("i_number_too_big_pos_int.json", nil),
        ("i_number_very_big_negative_int.json", nil),
        ("i_object_key_lone_2nd_surrogate.json", .loneSurrogate(offset: 2)),
        ("i_string_1st_surrogate_but_2nd_missing.json", .loneSurrogate(offset: 2)),
        ("i_string_1st_valid_surrogate_2nd_invalid.json", .loneSurrogate(offset: 2)),
        ("i_string_UTF-16LE_with_BOM.json", .notUTF8(offset: 0)),
        ("i_string_UTF-8_invalid_sequence.json", .notUTF8(offset: 7)),
        ("i_string_UTF8_surrogate_U+D800.json", .notUTF8(offset: 2)),
        ("i_string_incomplete_surrogate_and_escape_valid.json", .loneSurrogate(offset: 2)),
        ("i_string_incomplete_surrogate_pair.json", .loneSurrogate(offset: 2)),
        ("i_string_incomplete_surrogates_escape_valid.json", .loneSurrogate(offset: 2)),
        ("i_string_invalid_lonely_surrogate.json", .loneSurrogate(offset: 2)),
        ("i_string_invalid_surrogate.json", .loneSurrogate(offset: 2)),
        ("i_string_invalid_utf-8.json", .notUTF8(offset: 2)),
        ("i_string_inverted_surrogates_U+1D11E.json", .loneSurrogate(offset: 2)),
        ("i_string_iso_latin_1.json", .notUTF8(offset: 2)),
        ("i_string_lone_second_surrogate.json", .loneSurrogate(offset: 2)),
        ("i_string_lone_utf8_continuation_byte.json", .notUTF8(offset: 2)),
        ("i_string_not_in_unicode_range.json", .notUTF8(offset: 2)),
        ("i_string_overlong_sequence_2_bytes.json", .notUTF8(offset: 2)),
        ("i_string_overlong_sequence_6_bytes.json", .notUTF8(offset: 2)),
        ("i_string_overlong_sequence_6_bytes_null.json", .notUTF8(offset: 2)),
        ("i_string_truncated-utf-8.json", .notUTF8(offset: 2)),
        ("i_string_utf16BE_no_BOM.json", .notUTF8(offset: 5)),
        ("i_string_utf16LE_no_BOM.json", .notUTF8(offset: 4)),
        ("i_structure_500_nested_arrays.json", .tooDeep(limit: 32)),
        ("i_structure_UTF-8_BOM_empty_object.json", .unexpectedByte(offset: 0)),
    ]
}
