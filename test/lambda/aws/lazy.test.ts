import { lazily } from '../../../lambda/aws/lazy';

test('a lazy value is made with the first use, and once', async () => {
  const load = jest.fn(async () => ({ made: true }));
  const use = lazily(load);
  expect(load).not.toHaveBeenCalled();
  const [one, other] = await Promise.all([use(), use()]);
  expect(one).toBe(other);
  expect(await use()).toBe(one);
  expect(load).toHaveBeenCalledTimes(1);
});

test('what could not be made is tried again with the next use', async () => {
  const use = lazily(jest.fn().mockRejectedValueOnce(new Error('gone')).mockResolvedValue('there'));
  await expect(use()).rejects.toThrow('gone');
  await expect(use()).resolves.toBe('there');
});
