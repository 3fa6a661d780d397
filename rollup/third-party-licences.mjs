/**
 * What the bundle is made of, with its licences and notices. A text that several packages share is there once: most of
 * the AWS SDK's packages come with the same one.
 */
export function thirdPartyLicences(folder) {
  return { file: `${folder}/THIRD-PARTY-LICENSES.txt`, template: (dependencies) => written(dependencies) };
}

export function written(dependencies) {
  const texts = new Map();
  for (const { name, version, license, licenseText, noticeText } of dependencies) {
    const text = [licenseText, noticeText && `NOTICE\n\n${noticeText}`]
      .filter(Boolean)
      .map((part) => part.trim())
      .join('\n\n');
    texts.set(text, [...(texts.get(text) ?? []), `Name: ${name}\nVersion: ${version}\nLicense: ${license}`]);
  }
  return [...texts].map(([text, packages]) => `${packages.join('\n\n')}\n\n${text}\n`).join('\n---\n\n');
}
