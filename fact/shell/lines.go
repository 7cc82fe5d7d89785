package shell

import (
	"strings"
)

// Line is a simple command that a reading line by line found in a script the
// parser refused. Conditions around it are not known.
type Line struct {
	Number     int // from 1
	Words      []string
	Background bool
}

const maxLines = 4000

// readLines finds simple commands: comments and here-documents are left out,
// lines are cut at ; && || | and &.
func readLines(src []byte) []Line {
	var out []Line
	heredoc := ""
	for i, text := range strings.Split(string(src), "\n") {
		text = strings.TrimSpace(text)
		if heredoc != "" {
			if text == heredoc {
				heredoc = ""
			}
			continue
		}
		if _, after, ok := strings.Cut(text, "<<"); ok && !strings.HasPrefix(after, "<") {
			heredoc = heredocWord(after)
		}
		for _, cmd := range cut(text) {
			if len(out) == maxLines {
				return out
			}
			cmd.Number = i + 1
			out = append(out, cmd)
		}
	}
	return out
}

func heredocWord(after string) string {
	fields := strings.Fields(strings.TrimPrefix(after, "-"))
	if len(fields) == 0 {
		return ""
	}
	return strings.Trim(fields[0], `'"\`)
}

var keywords = map[string]bool{
	"if": true, "then": true, "else": true, "elif": true, "fi": true, "do": true, "done": true, "while": true, "until": true,
	"for": true, "case": true, "esac": true, "{": true, "}": true, "!": true, "(": true, ")": true,
}

// cut takes one line apart. Quotes hide separators and the start of a comment.
func cut(line string) []Line {
	var out []Line
	var words []string
	var word strings.Builder
	quote := rune(0)
	endWord := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	endCommand := func(background bool) {
		endWord()
		for len(words) > 0 && keywords[words[0]] {
			words = words[1:]
		}
		if len(words) > 0 {
			out = append(out, Line{Words: words, Background: background})
		}
		words = nil
	}
	runes := []rune(line)
	for i, c := range runes {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				word.WriteRune(c)
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '#' && word.Len() == 0:
			endCommand(false)
			return out
		case c == ';' || c == '|' || c == '\n':
			endCommand(false)
		case c == '&':
			redirect := i > 0 && (runes[i-1] == '>' || runes[i-1] == '<')
			double := i > 0 && runes[i-1] == '&' || i+1 < len(runes) && runes[i+1] == '&'
			if redirect {
				word.WriteRune(c)
				break
			}
			endCommand(!double)
		case c == ' ' || c == '\t':
			endWord()
		default:
			word.WriteRune(c)
		}
	}
	endCommand(false)
	return out
}
