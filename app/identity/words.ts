/** One word for each byte: short, of things that can be seen, each at least two letters away from every other. */
export const words: readonly string[] = [
  'acorn agent album almond amber anchor angel apple apron artist atlas autumn avocado awning bacon badge bamboo banana',
  'banjo barrel basket beaver beetle bicycle biscuit blanket blossom bottle bracelet bread bridge bronze bucket buffalo',
  'button cabin cactus camera candle canoe canyon carpet carrot castle cedar cello chalk cherry chimney circus clarinet',
  'cliff clover cobweb coconut comet copper coral cotton coyote crater crayon cricket crown crystal cushion daisy dancer',
  'desert diamond dolphin domino dragon drawer drum eagle earth eclipse elbow elephant engine envelope eraser fabric',
  'falcon feather fiddle finger flamingo flute forest fossil fountain fox frozen galaxy garden garlic gecko giraffe',
  'glacier goblet gorilla granite grape guitar hammer harbour harvest helmet heron hockey honey horizon hotel husky',
  'iceberg igloo indigo insect island ivory jacket jaguar jasmine jelly jigsaw jungle juniper kayak kettle keyhole',
  'kitchen kiwi koala ladder lagoon lantern lavender lemon leopard lettuce library lobster lotus magnet mango maple',
  'marble meadow mermaid meteor mirror monkey mosaic muffin museum mushroom napkin needle nickel noodle nutmeg oak oasis',
  'octopus olive onion opera orange orbit orchid ostrich otter oyster panda papaya peach peanut pebble pelican pencil',
  'penguin pepper piano pigeon pirate planet plum pony potato prism pumpkin puzzle pyramid quartz quilt quiver rabbit',
  'radish rainbow raven ribbon river robin rocket rooster ruby saddle salmon sandal sapphire saturn scarf shadow shovel',
  'silver spider spoon squirrel statue sunset swan tablet teapot temple thunder tiger toffee tomato trumpet tulip tunnel',
  'turtle umbrella unicorn valley vanilla velvet village violin volcano waffle walrus whale whistle willow window winter',
  'wizard yacht yellow yoghurt zebra zeppelin zigzag',
].flatMap((line) => line.split(' '));
