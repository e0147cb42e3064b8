import ArgumentParser

/// Feeds what a stranger could send to everything that reads it, and holds what must be true of any of it.
///
/// A round is made from the seed and its number alone, so that every one can be run again: `Fuzz --seed S --first N --rounds 1`.
/// Exits with 1 and prints the input in hex when a property is broken. When it crashes, `--mark` tells the round, and `--show`
/// prints that round's input without running it; `run.sh` does both.
@main
struct Fuzz: ParsableCommand {
    @Option(help: "What all inputs follow from.")
    var seed: UInt64 = 1

    @Option(help: "Number of the first round.")
    var first: UInt64 = 0

    @Option(help: "How many rounds.")
    var rounds: UInt64 = .max

    @Option(help: "Ends after so many seconds, too.")
    var seconds: Int?

    @Option(help: "A file that holds the number of the round that is being run.")
    var mark: String?

    @Flag(help: "Prints the input of the first round and runs nothing.")
    var show = false

    func run() throws {
        if self.show {
            print(Round(seed: self.seed, number: self.first))
            return
        }
        let mark = try self.mark.map(Mark.init)
        let clock = ContinuousClock()
        let end = self.seconds.map { clock.now + .seconds($0) }
        var number = self.first
        while number - self.first < self.rounds, end.map({ clock.now < $0 }) ?? true {
            mark?.write(number)
            let round = Round(seed: self.seed, number: number)
            do {
                try round.run()
            } catch {
                print("\(error.description)\n\(round)")
                throw ExitCode.failure
            }
            number += 1
        }
        print("\(number - self.first) rounds, seed \(self.seed): nothing found")
    }
}
