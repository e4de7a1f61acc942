"""Changes C++ sources so that they look different and mean the same: what a class of trial submissions is made of, and
what the search for copies must see through. A file of a lab's style is assumed: functions begin at a line's begin, and
end with a brace there."""
import random
import re

TOKEN = re.compile(
    r'(?P<directive>^[ \t]*#(?:[^\n\\]|\\.|\\\n)*)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<raw>R"(?P<end>[^(\s]*)\(.*?\)(?P=end)")'
    r'|(?P<string>"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')|(?P<number>\.?\d(?:[\w.\']|[eE][+-])*)|(?P<word>[A-Za-z_]\w*)'
    r'|(?P<space>\s+)|(?P<mark>::|->|.)', re.S | re.M)
TYPE = r'(?:const )?(?:auto|bool|char|int|unsigned|long|double|std::size_t|ssize_t|std::string|epoll_event|sockaddr_in|sigset_t|timeval|iovec)'
LOCAL = re.compile(r'(?m)^[ \t]+(?:for \()?' + TYPE + r'[&*]*(?: [&*]*)(?P<name>[a-z]\w{2,})(?:\[[^\]]*\])?(?: = |\{|;| : )')
FUNCTION = re.compile(r'(?m)^(?!return|else|using|namespace|struct|class|template|enum|friend|static_assert)[A-Za-z_][\w:<>,&* ]* [&*]*'
                      r'(?P<name>[a-z]\w+)\((?P<rest>[^;{}]*)\)(?: noexcept)? \{$')
TYPE_NAME = re.compile(r'(?m)^(?:struct|class) (?P<name>[A-Z]\w+) ')
# No server calls a thing of its own like one of these, and the words of C++ are not names.
NOT_OURS = set('main this auto const int char bool void double unsigned long errno lab rt std'.split())


def tokens(text):
    return [(kind.lastgroup if kind.lastgroup != 'end' else 'raw', kind.group()) for kind in TOKEN.finditer(text)]


def code_words(text):
    """Each word that is code, with the mark before it and the one behind it."""
    words = [(kind, token) for kind, token in tokens(text) if kind not in ('space', 'comment')]
    for at, (kind, token) in enumerate(words):
        if kind == 'word':
            before = words[at - 1][1] if at > 0 else ''
            behind = words[at + 1][1] if at + 1 < len(words) else ''
            yield token, before, behind


def names_to_change(texts, everything):
    """Names that a submission of these texts gives itself, and that nothing else can have: its local variables; with
    `everything` its functions and types, too."""
    found, elsewhere, called = set(), set(), set()
    for text in texts:
        code = ''.join(token if kind not in ('comment', 'string', 'raw') else '' for kind, token in tokens(text))
        found |= {match['name'] for match in LOCAL.finditer(code)}
        if everything:
            functions = {match['name'] for match in FUNCTION.finditer(code)}
            found |= functions | {match['name'] for match in TYPE_NAME.finditer(code)}
            called |= functions
        for word, before, behind in code_words(text):
            if before in ('.', '->', '::'):
                elsewhere.add(word)
            # A struct of the system's, such as `struct option`.
            if before in ('struct', 'union', 'enum') and word[0].islower():
                elsewhere.add(word)
            if behind == '(' and word not in called and not word[0].isupper():
                elsewhere.add(word)
        # What a directive names is a header's or a macro's.
        elsewhere |= set(re.findall(r'\w+', ' '.join(token for kind, token in tokens(text) if kind == 'directive')))
    return sorted(found - elsewhere - NOT_OURS)


def rename(texts, seed, everything=False):
    """The same names in all texts of a submission get the same other ones."""
    choose = random.Random(seed)
    endings = ['_value', '_now', '_of_mine', '_here', '2', '_x']
    ending = choose.choice(endings)
    known = {word for text in texts for word, _, _ in code_words(text)}
    other = {}
    for number, name in enumerate(names_to_change(texts, everything)):
        candidate = (chr(ord('a') + number % 26) + str(number)) if everything and name[0].islower() else name + ending
        if everything and name[0].isupper():
            candidate = 'T' + str(number)
        if candidate not in known:
            other[name] = candidate
    return [''.join(other.get(token, token) if kind == 'word' else token for kind, token in tokens(text)) for text in texts]


def comments(text, seed, keep=False):
    """Other comments in the place of those that are there, and some more."""
    choose = random.Random(seed)
    words = 'the client may be slow so we wait here until it has said all and then go on with the next one'.split()

    def remark():
        return '// ' + ' '.join(choose.sample(words, choose.randint(3, 7)))
    text = ''.join(token if kind != 'comment' or keep else (remark() if token.startswith('//') else '') for kind, token in tokens(text))
    lines = []
    for line in text.split('\n'):
        if re.match(r'[a-z].*\) \{$', line) and choose.random() < 0.7:
            lines.append(remark())
        lines.append(line)
    return '\n'.join(lines)


def spacing(text, seed):
    """Another indentation, and empty lines where there were none. What is in a raw string stays."""
    choose = random.Random(seed)
    if any(kind == 'raw' for kind, _ in tokens(text)):
        return text
    indentation = choose.choice(['  ', '\t', '   '])
    lines = []
    for line in text.split('\n'):
        spaces = len(line) - len(line.lstrip(' '))
        lines.append(indentation * (spaces // 4) + ' ' * (spaces % 4) + line.lstrip(' '))
        if line.endswith(';') and lines[-2:-1] and not lines[-2].endswith('\\') and choose.random() < 0.1:
            lines.append('')
    return '\n'.join(lines)


def padding(text, seed):
    """Statements that do nothing, behind some that do something."""
    choose = random.Random(seed)
    lines, number = [], 0
    for line in text.split('\n'):
        lines.append(line)
        # Behind a whole statement of a function's own block: no `if` without braces loses what belongs to it.
        if re.match(r'    [a-z][^=]* = [^;{}]*;$', line) and choose.random() < 0.4:
            number += 1
            lines.append(f'    [[maybe_unused]] const int step_{number} = {number};')
    return '\n'.join(lines)


def reorder(text, seed):
    """The functions of the file's unnamed namespace in another order, declared before the first."""
    begin, end = text.find('namespace {\n'), text.rfind('\n}  // namespace')
    if begin < 0 or end < 0:
        return text
    begin += len('namespace {\n')
    body = text[begin:end]
    parts = re.split(r'(?m)(?<=^\}\n)', body + '\n')
    functions, first, others = [], [], []
    for part in parts:
        match = FUNCTION.search(part)
        head = part[match.start():match.end()] if match else ''
        plain = match and '=' not in head and not head.startswith(('constexpr', 'inline', 'static'))
        # What stands between two functions (a type, a variable) goes to the types: to the first.
        if plain:
            first.append(part[:match.start()])
            functions.append((head[:-2] + ';', part[match.start():]))
        else:
            others.append(part)
    order = list(functions)
    while len(order) > 1 and order == functions:
        random.Random(seed).shuffle(order)
        seed += 1
    return text[:begin] + ''.join(first + others) + '\n'.join(head for head, _ in functions) + '\n\n' + \
        '\n'.join(whole for _, whole in order) + text[end:]
