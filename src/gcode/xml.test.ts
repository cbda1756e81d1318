import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { xmlEvents, xmlLimits, XmlProblem } from './xml.ts';

const told = (text: string): readonly string[] =>
  [...xmlEvents(text)].map((event) =>
    event.kind === 'close' ? `/${event.name}` : [event.name, ...[...event.attributes].flat()].join(' '),
  );

describe('XML of a print file', () => {
  test('elements and attributes in order; comments, instructions, CDATA and texts are passed over', () => {
    const text = '\ufeff<?xml version="1.0"?>\n<!-- <no/> --><a x="1" y = \'two\'>text<b/><![CDATA[<c>]]></a >\n';
    assert.deepEqual(told(text), ['a x 1 y two', 'b', '/b', '/a']);
  });

  test('the five entities and numbers are what they mean; others stay as they are', () => {
    assert.deepEqual(told('<a x="&lt;&amp;&quot;&apos;&gt;&#65;&#x42;&#0;&lol;"/>'), ['a x <&"\'>AB\ufffd&lol;', '/a']);
  });

  const bad: readonly (readonly [what: string, text: string, why: RegExp])[] = [
    ['a document type', '<!DOCTYPE a [<!ENTITY lol "lol">]><a/>', /document type/],
    ['too deep', '<a>'.repeat(xmlLimits.depth + 1), /levels/],
    ['too many elements', '<a/>'.repeat(xmlLimits.elements + 1), /elements/],
    ['too many attributes', `<a ${Array.from({ length: 65 }, (_, i) => `a${i}=""`).join(' ')}/>`, /attributes/],
    ['one attribute twice', '<a b="1" b="2"/>', /two attributes/],
    ['crossed elements', '<a><b></a></b>', /closes nothing/],
    ['an open comment', '<a/><!-- ', /missing/],
    ['a tag that does not end', '<a b="1"', /does not end/],
    ['an attribute without quotes', '<a b=1/>', /does not end/],
    ['no element', 'hello', /no element/],
    ['a bare <', '<a/> < ', /without a name/],
  ];
  for (const [what, text, why] of bad)
    test(`[ME2] ${what} is refused`, () => {
      assert.throws(
        () => told(text),
        (error: unknown) => error instanceof XmlProblem && why.test(error.message),
      );
    });

  test('[ME2] whatever the text, only an XmlProblem is thrown, and it ends', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '<a',
      ' b="',
      '"',
      '</a>',
      '&#',
      ';',
      '<!--',
      '-->',
      '<?',
      '?>',
      'x',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          told(pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof XmlProblem, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
