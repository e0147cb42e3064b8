import AdCP
import Foundation

/// What the commands print: documents as JSON, or as text for people.
enum Output {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Rows below a header, columns as wide as their widest cell.
    static func table(_ header: [String], _ rows: [[String]]) {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        for row in all {
            let cells = zip(row, widths).map { cell, width in cell.padding(toLength: width, withPad: " ", startingAt: 0)
            }
            self.line(String(cells.joined(separator: "  ").trimmingTrailingSpaces()))
        }
    }

    /// Members of an object, a line each; nested values as JSON.
    static func members(of document: JSON) {
        guard let object = document.object else { return self.line(document.text) }
        let width = object.keys.map(\.count).max() ?? 0
        for (name, value) in object {
            let label = name.padding(toLength: width, withPad: " ", startingAt: 0)
            self.line("\(label)  \(Text.cell(value))")
        }
    }
}

/// Values as people read them. What came from a seller is shown without control characters.
enum Text {
    static func cell(_ value: JSON?) -> String {
        guard let value, !value.isNull else { return "" }
        let string = value.string ?? value.text
        return String(String.UnicodeScalarView(string.unicodeScalars.map { $0.properties.isVisible ? $0 : " " }))
    }

    /// `2026-11-25T00:33:46.123456+00:00` as `2026-11-25 00:33:46`, in UTC.
    static func time(_ value: JSON?) -> String {
        guard let text = value?.string, text.count >= 19 else { return "" }
        return String(text.prefix(19)).replacing("T", with: " ")
    }
}

extension Unicode.Scalar.Properties {
    /// Neither a control character nor one that changes the direction of text.
    fileprivate var isVisible: Bool {
        self.generalCategory != .control && self.generalCategory != .format
    }
}

extension String {
    fileprivate func trimmingTrailingSpaces() -> Substring {
        guard let last = self.lastIndex(where: { $0 != " " }) else { return "" }
        return self[...last]
    }
}
