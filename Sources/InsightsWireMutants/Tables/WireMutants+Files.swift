import InsightsAPI
import InsightsHTTP

extension WireMutants {
    private typealias TableChange = (name: String, fault: String, change: @Sendable (DelimitedFile) -> DelimitedFile?)

    /// The mutants of downloaded files.
    static let files: [WireMutant] =
        (tableChanges + cells + (0..<7).flatMap { columnChanges($0) }).map { change in
            WireMutant(
                .file, .download, nil, change.name, change.fault,
                success: { answer in
                    guard let file = answer.text.flatMap({ DelimitedFile($0) }),
                        let changed = change.change(file)?.text,
                        !changed.utf8.elementsEqual(file.text.utf8)
                    else { return }
                    answer.replace(text: changed)
                })
        }
        + textChanges.map { name, fault, change in
            WireMutant(
                .file, .download, nil, name, fault,
                success: { answer in
                    guard let text = answer.text, let changed = change(text), !changed.utf8.elementsEqual(text.utf8)
                    else { return }
                    answer.replace(text: changed)
                })
        } + packing

    private static let packing: [WireMutant] = [
        WireMutant(
            .file, .download, nil, "packed-twice", "the file is packed twice",
            success: { answer in
                if answer.isPacked { answer.replace(bytes: StoredGzip.pack(answer.bytes)) }
            }),
        WireMutant(
            .file, .download, nil, "packed-unsaid", "the file is packed, and nothing says so",
            success: { answer in
                if answer.isPacked {
                    answer.fields.set("Content-Encoding", to: nil)
                } else {
                    answer.replace(bytes: StoredGzip.pack(answer.bytes))
                }
            }),
        WireMutant(
            .file, .download, nil, "cut", "the file is cut",
            success: { answer in
                if answer.bytes.count > 16 { answer.replace(bytes: Array(answer.bytes.dropLast(9))) }
            }),
        WireMutant(.file, .download, nil, "absent", "there is no content", success: { $0.replace(bytes: []) }),
    ]

    private static let textChanges: [(String, String, @Sendable (String) -> String?)] = [
        ("line-feeds", "lines end in line feeds", { $0.replacing("\r\n", with: "\n") }),
        ("carriage-returns", "lines end in carriage returns", { $0.replacing("\r\n", with: "\r") }),
        ("byte-order-mark", "the file begins with a byte order mark", { "\u{FEFF}" + $0 }),
        (
            "last-line-end", "the last line has no end",
            { text in
                text.hasSuffix("\r\n") ? String(text.dropLast()) : nil
            }
        ),
        ("blank-line", "an empty line follows", { $0 + "\r\n" }),
        ("decomposed", "letters and marks are apart", { Composition.decomposed($0) }),
        (
            "ascii", "question marks stand for what is not ASCII",
            { text in
                String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
            }
        ),
        ("semicolons", "semicolons are between the cells", { $0.replacing(",", with: ";").replacing("\t", with: ";") }),
        (
            "other-separator", "tabs and commas are exchanged",
            { text in
                text.contains("\t") ? text.replacing("\t", with: ",") : text.replacing(",", with: "\t")
            }
        ),
        ("unquoted", "nothing is quoted", { $0.replacing("\"", with: "") }),
        ("separator-line", "a line names the separator", { "sep=,\r\n" + $0 }),
    ]

    private static let tableChanges: [TableChange] = [
        (
            "header-dropped", "the header is missing",
            { file in file.changingRows { $0.count < 2 ? nil : Array($0.dropFirst()) } }
        ),
        (
            "header-lower", "the header is in lower case",
            { file in
                file.changingRows { rows in [rows[0].map { $0.lowercased() }] + rows.dropFirst() }
            }
        ),
        ("header-twice", "the header is there twice", { file in file.changingRows { [$0[0]] + $0 } }),
        ("only-header", "there is only the header", { file in file.changingRows { $0.count < 2 ? nil : [$0[0]] } }),
        (
            "quoted", "every cell is quoted",
            { file in
                var file = file
                file.quotesAll = true
                return file
            }
        ),
        ("row-dropped", "the first row is missing", { file in rows(file) { Array($0.dropFirst()) } }),
        ("last-row-dropped", "the last row is missing", { file in rows(file) { $0.dropLast() } }),
        (
            "middle-row-dropped", "a row in the middle is missing",
            { file in
                rows(file) { rows in
                    var rows = rows
                    rows.remove(at: rows.count / 2)
                    return rows
                }
            }
        ),
        ("row-doubled", "the first row is there twice", { file in rows(file) { [$0[0]] + $0 } }),
        ("last-row-doubled", "the last row is there twice", { file in rows(file) { $0 + [$0[$0.count - 1]] } }),
        ("rows-reversed", "the rows are in the opposite order", { file in rows(file) { $0.reversed() } }),
        (
            "rows-sorted", "the rows are sorted by their first cell",
            { file in
                rows(file) { $0.sorted { ($0.first ?? "") < ($1.first ?? "") } }
            }
        ),
        (
            "first-rows-swapped", "the first two rows are swapped",
            { file in
                rows(file) { rows in rows.count < 2 ? rows : [rows[1], rows[0]] + rows[2...] }
            }
        ),
        ("hundred-rows", "there are at most 100 rows", { file in rows(file) { Array($0.prefix(100)) } }),
        ("ten-rows", "there are at most 10 rows", { file in rows(file) { Array($0.prefix(10)) } }),
        (
            "distinct", "equal rows are shown once",
            { file in
                rows(file) { rows in
                    var seen: Set<[String]> = []
                    return rows.filter { seen.insert($0).inserted }
                }
            }
        ),
        (
            "columns-reversed", "the columns are in the opposite order",
            { file in file.changingRows { $0.map { $0.reversed() } } }
        ),
        (
            "last-column-dropped", "the last column is missing",
            { file in
                file.changingRows { $0[0].count < 2 ? nil : $0.map { $0.dropLast() } }
            }
        ),
        (
            "column-added", "there is a further column",
            { file in
                file.changingRows { rows in
                    [rows[0] + ["Row"]] + rows.dropFirst().enumerated().map { $1 + ["\($0 + 1)"] }
                }
            }
        ),
    ]

    private static func rows(_ file: DelimitedFile, _ change: ([[String]]) -> [[String]]) -> DelimitedFile? {
        file.changingRows { rows in rows.count < 2 ? nil : [rows[0]] + change(Array(rows.dropFirst())) }
    }

    private static let cellChanges: [(name: String, fault: String, change: @Sendable (String) -> String?)] = [
        ("value", "has another value", { ValueChange.otherText($0) }),
        ("upper", "is in upper case", { $0.uppercased() }),
        ("empty", "is empty", { _ in "" }),
        ("null", "has the text null instead of nothing", { $0.isEmpty ? "null" : nil }),
        ("zero", "has 0 instead of nothing", { $0.isEmpty ? "0" : nil }),
        (
            "rounded", "has no fraction",
            { text in
                Double(text) == nil ? nil : text.firstIndex(of: ".").map { String(text[..<$0]) }
            }
        ),
        (
            "digit", "lacks the last digit of a fraction",
            { text in
                Double(text) != nil && text.contains(".") ? String(text.dropLast()) : nil
            }
        ),
        (
            "trailing-zero", "has a zero behind a fraction",
            { text in
                Double(text) != nil && text.contains(".") ? text + "0" : nil
            }
        ),
        ("fraction", "is a whole number with a fraction", { Int($0) == nil ? nil : $0 + ".0" }),
        (
            "thousands", "has separators of thousands",
            { text in
                guard let number = Int(text), abs(number) > 999 else { return nil }
                return "\(number / 1000),\(text.suffix(3))"
            }
        ),
        (
            "flag-case", "is a truth value spelt otherwise",
            { text in
                guard ["true", "false"].contains(text.lowercased()) else { return nil }
                return text.first?.isUppercase == true
                    ? text.lowercased() : text.prefix(1).uppercased() + text.dropFirst()
            }
        ),
        (
            "flag-number", "is 0 or 1 for a truth value",
            { text in
                text.lowercased() == "true" ? "1" : text.lowercased() == "false" ? "0" : nil
            }
        ),
        ("month", "is the month of a day", { day($0) ? String($0.prefix(7)) : nil }),
        ("midnight", "is an instant for a day", { day($0) ? $0 + "T00:00:00Z" : nil }),
        ("slashes", "has slashes in a day", { day($0) ? $0.replacing("-", with: "/") : nil }),
        ("day", "is the day of an instant", { ValueChange.instant($0) == nil ? nil : String($0.prefix(10)) }),
        (
            "blank-instant", "has a blank for the T of an instant",
            { text in
                ValueChange.instant(text) == nil ? nil : text.replacing("T", with: " ")
            }
        ),
        ("day-later", "is an instant a day later", { ValueChange.shifted($0, by: 86_400) }),
        (
            "zone", "lacks the Z of an instant, or has one",
            { text in
                ValueChange.instant(text) == nil ? nil : text.hasSuffix("Z") ? String(text.dropLast()) : text + "Z"
            }
        ),
        ("decomposed", "is in decomposed form", { Composition.decomposed($0) }),
        ("unquoted-comma", "has no comma", { $0.contains(",") ? $0.replacing(",", with: "") : nil }),
    ]

    @Sendable private static func day(_ text: String) -> Bool {
        text.utf8.count == 10 && ValueChange.instant(text + "T00:00:00Z") != nil
    }

    /// The changes of cells: of every one to which a change applies, of the first and of the last.
    private static let cells: [TableChange] = cellChanges.flatMap { name, fault, change -> [TableChange] in
        [
            ("cells/\(name)", "every cell \(fault)", { changing($0, { _, _ in true }, change) }),
            (
                "first-cell/\(name)", "the first cell \(fault)",
                { file in
                    let places = places(file, change)
                    return changing(file, { ($0, $1) == places.first ?? (-1, -1) }, change)
                }
            ),
            (
                "last-cell/\(name)", "the last cell \(fault)",
                { file in
                    let places = places(file, change)
                    return changing(file, { ($0, $1) == places.last ?? (-1, -1) }, change)
                }
            ),
        ]
    }

    /// Returns the cells to which a change applies, below the header.
    private static func places(_ file: DelimitedFile, _ change: (String) -> String?) -> [(Int, Int)] {
        file.rows.indices.dropFirst().flatMap { row in
            file.rows[row].indices.filter { column in
                let cell = file.rows[row][column]
                return change(cell).map { !$0.utf8.elementsEqual(cell.utf8) } ?? false
            }.map { (row, $0) }
        }
    }

    private static func changing(
        _ file: DelimitedFile, _ isMeant: (Int, Int) -> Bool, _ change: (String) -> String?
    ) -> DelimitedFile? {
        let places = places(file, change).filter { isMeant($0.0, $0.1) }
        guard !places.isEmpty else { return nil }
        return file.changingRows { rows in
            var rows = rows
            for (row, column) in places { rows[row][column] = change(rows[row][column]) ?? rows[row][column] }
            return rows
        }
    }

    /// Returns the changes of one column.
    private static func columnChanges(_ column: Int) -> [TableChange] {
        let number = column + 1
        return [
            (
                "column-\(number)/dropped", "column \(number) is missing",
                { file in
                    file.changingRows { rows in
                        guard rows[0].count > 1, rows[0].indices.contains(column) else { return nil }
                        return rows.map { row in row.enumerated().filter { $0.offset != column }.map(\.element) }
                    }
                }
            ),
            (
                "column-\(number)/swapped", "columns \(number) and \(number + 1) are swapped",
                { file in
                    file.changingRows { rows in
                        guard rows[0].indices.contains(column + 1) else { return nil }
                        return rows.map { row in
                            var row = row
                            if row.indices.contains(column + 1) { row.swapAt(column, column + 1) }
                            return row
                        }
                    }
                }
            ),
            (
                "column-\(number)/values-swapped", "the values of columns \(number) and \(number + 1) are swapped",
                { file in
                    file.changingRows { rows in
                        guard rows[0].indices.contains(column + 1) else { return nil }
                        return [rows[0]]
                            + rows.dropFirst().map { row in
                                var row = row
                                if row.indices.contains(column + 1) { row.swapAt(column, column + 1) }
                                return row
                            }
                    }
                }
            ),
            (
                "column-\(number)/turned", "the cells of column \(number) are those of the row before",
                { file in
                    file.changingRows { rows in
                        guard rows.count > 2, rows.allSatisfy({ $0.indices.contains(column) }) else { return nil }
                        var changed = rows
                        for index in 1..<rows.count {
                            changed[index][column] = rows[index == 1 ? rows.count - 1 : index - 1][column]
                        }
                        return changed
                    }
                }
            ),
            (
                "column-\(number)/header", "the header of column \(number) has another name",
                { file in
                    file.changingRows { rows in
                        guard rows[0].indices.contains(column) else { return nil }
                        var rows = rows
                        rows[0][column] += "Value"
                        return rows
                    }
                }
            ),
        ]
    }
}
